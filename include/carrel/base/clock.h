#ifndef CARREL_BASE_CLOCK_H
#define CARREL_BASE_CLOCK_H

#include "carrel/base/str.h"

#include <stdint.h>

int64_t clock_now_ms(void);   // wall clock, milliseconds since 1970, UTC
int64_t clock_ticks_us(void); // monotonic, microseconds
// When the local day began that `ms` is in; on the two days when clocks are changed, an hour off.
int64_t clock_day_start(int64_t ms);
// Appends "2026-05-02" or "2026-05-02 13:40" in local time, or "2026-05-02T11:40:05Z".
void clock_add_date(String *out, int64_t ms);
void clock_add_minute(String *out, int64_t ms);
void clock_add_iso(String *out, int64_t ms);

// Random bytes from the system (getrandom). Ends the program where there are none.
void random_bytes(void *buffer, size_t size);

#endif
