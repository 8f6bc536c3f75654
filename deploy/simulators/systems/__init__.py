"""Police systems that publish what happens in them: custody, intelligence, crime, managed offenders."""
