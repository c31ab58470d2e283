"""How passwords are hashed: Argon2id with the parameters that OWASP recommends as a minimum (19 MiB, two passes)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Django's own default asks for 100 MiB and eight threads a log-in, which a small server cannot give to many at once."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
