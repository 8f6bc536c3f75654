"""How a service of a force is put together: from the register, its keys and its process's environment."""
