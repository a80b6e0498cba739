/*
 * date_driver.c - parses dates for test_date_text.py: reads one a line and prints each as ISO 8601,
 * or "-". Arguments: year, month and day of today.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "date_text.h"

int main(int argc, char **argv)
{
    date_fields today, date;
    char room[DATE_ISO_BYTES];
    char *line = NULL;
    size_t size = 0;

    if (argc != 4) return 1;
    tzset();
    memset(&today, 0, sizeof(today));
    today.year = atoi(argv[1]);
    today.month = atoi(argv[2]);
    today.day = atoi(argv[3]);
    while (getline(&line, &size, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        if (date_text_parse(sgp_str_from(line), &today, &date))
            (void)puts(date_iso_text(&date, room));
        else
            (void)puts("-");
    }
    free(line);
    return 0;
}
