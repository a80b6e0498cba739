/*
 * fuzz_time.c - any bytes as a time on the command line. A text that is
 * accepted as a date can be written in ISO 8601 and parsed again as the same
 * date.
 */
#include "fuzz.h"

#include <string.h>

#include "time_arg.h"

static void check_date(sgp_str text, const date_fields *today)
{
    date_fields date, again;
    char iso[DATE_ISO_BYTES], iso_again[DATE_ISO_BYTES];

    if (!date_text_parse(text, today, &date)) return;
    (void)date_iso_text(&date, iso);
    REQUIRE(date_text_parse(sgp_str_from(iso), today, &again));
    REQUIRE(strcmp(iso, date_iso_text(&again, iso_again)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const date_fields today = { 2024, 2, 29, 0, 0, 0, 0, 0, 0 };
    sgp_str text;
    int64_t us = INT64_MIN;
    time_arg taken;

    text.ptr = (const char *)data;
    text.len = size;
    check_date(text, &today);
    taken = time_arg_parse(text, &us);
    REQUIRE(taken != TIME_ARG_TAKEN || us != INT64_MIN);
    return 0;
}
