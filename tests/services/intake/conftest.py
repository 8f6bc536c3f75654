from tests.stack_fixture import stack, unique

__all__ = ["stack", "unique"]
