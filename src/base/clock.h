/* clock.h - the two clocks: monotonic milliseconds, and wall-clock seconds. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Monotonic milliseconds; never 0 (it is key material, spec/wire.md 9). */
int64_t clock_now_ms(void);

/* The same clock in microseconds, for measuring; it may be 0. */
int64_t clock_now_us(void);

/* Wall-clock seconds since 1970, for the database and the protocol only. */
int64_t clock_unix_s(void);

/* The same in milliseconds, for the log. Signal-safe. */
int64_t clock_unix_ms(void);

/* Sleeps; nothing wakes it early. Only a room's loop may, between its ticks. */
void clock_sleep_ms(int64_t ms);

#endif
