/*
 * sgp_frame.h - keeps stack frames apart.
 *
 * A compiler inlines a static function that is called once. Its locals are then
 * part of the caller's frame, and add to the stack of all that the caller calls.
 */
#ifndef SGP_BASE_FRAME_H
#define SGP_BASE_FRAME_H

/* For a function with large locals whose caller also calls deeply. */
#if defined(__GNUC__)
#define SGP__NOINLINE __attribute__((noinline))
#else
#define SGP__NOINLINE
#endif

#endif
