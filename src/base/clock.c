#include "carrel/base/clock.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

int64_t clock_now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_ticks_us(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

// mktime would read the time zone anew each time, which no second thread may meet.
int64_t clock_day_start(int64_t ms) {
    time_t seconds = (time_t) (ms / 1000);
    struct tm local;
    localtime_r(&seconds, &local);
    return (int64_t) (seconds - local.tm_hour * 3600 - local.tm_min * 60 - local.tm_sec) * 1000;
}

static void add_time(String *out, int64_t ms, const char *format, bool utc) {
    time_t seconds = (time_t) (ms / 1000);
    struct tm parts;
    if (!(utc ? gmtime_r(&seconds, &parts) : localtime_r(&seconds, &parts))) {
        return;
    }
    char text[64];
    strftime(text, sizeof text, format, &parts);
    string_add_text(out, text);
}

void clock_add_date(String *out, int64_t ms) {
    add_time(out, ms, "%Y-%m-%d", false);
}
void clock_add_minute(String *out, int64_t ms) {
    add_time(out, ms, "%Y-%m-%d %H:%M", false);
}
void clock_add_iso(String *out, int64_t ms) {
    add_time(out, ms, "%Y-%m-%dT%H:%M:%SZ", true);
}

void random_bytes(void *buffer, size_t size) {
    char *place = buffer;
    while (size > 0) {
        ssize_t got = getrandom(place, size, 0);
        if (got < 0 && errno != EINTR) {
            abort();
        }
        if (got > 0) {
            place += got;
            size -= (size_t) got;
        }
    }
}
