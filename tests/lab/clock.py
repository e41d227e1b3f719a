"""A wrong clock for one program: a library put in front of the system's that adds to what it says."""

import subprocess
from pathlib import Path

SOURCE = """\
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Read each time: the clock may jump while the program runs. */
static time_t skew(void) {
    long seconds = 0;
    FILE *file = fopen(getenv("LAB_CLOCK"), "r");
    if (file) {
        if (fscanf(file, "%ld", &seconds) != 1) seconds = 0;
        fclose(file);
    }
    return seconds;
}

int clock_gettime(clockid_t id, struct timespec *out) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(id, out);
    if (result == 0 && id == CLOCK_REALTIME) out->tv_sec += skew();
    return result;
}
"""


class Clock:
    """The time of day of whatever runs with `environment`; how long things take stays true."""

    def __init__(self, directory: Path):
        source, library, self._skew = directory / "clock.c", directory / "clock.so", directory / "clock"
        source.write_text(SOURCE)
        self.ahead(0)
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
        self.environment = {"LD_PRELOAD": str(library), "LAB_CLOCK": str(self._skew)}

    def ahead(self, seconds: int) -> None:
        """From now on it is so much too late, or, if negative, too early."""
        fresh = self._skew.with_suffix(".new")
        fresh.write_text(str(seconds))
        fresh.rename(self._skew)
