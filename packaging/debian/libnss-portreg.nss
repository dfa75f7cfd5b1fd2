services after=files portreg
