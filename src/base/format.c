/*
 * format.c - texts with numbers in them.
 */
#include "sgp_format.h"

#include <string.h>

typedef struct text_sink {
    char *out;
    size_t out_bytes;
    size_t len; /* of the whole text */
} text_sink;

/* What stands between '%' and the letter, such as 0, 2 in "%02d". */
typedef struct text_spec {
    int precision; /* below 0: none */
    int width;     /* filled with zeros */
    int longs;     /* how many l */
} text_spec;

/* A size_t is read as a long or long long of the same width. */
typedef char
    size_is_a_long[sizeof(size_t) == sizeof(long) || sizeof(size_t) == sizeof(long long) ? 1 : -1];

/* A va_list may be an array, which a function cannot take by address. */
typedef struct text_args {
    va_list list;
} text_args;

static void put_part(text_sink *sink, const char *text, size_t len)
{
    size_t room = sink->len < sink->out_bytes ? sink->out_bytes - sink->len : 0;

    if (room > 0) memcpy(sink->out + sink->len, text, len < room ? len : room);
    sink->len += len;
}

static void put_number(text_sink *sink, uint64_t value, unsigned base, int width, char letter)
{
    char digits[24];
    size_t at = sizeof digits;

    do {
        unsigned digit = (unsigned)(value % base);
        digits[--at] = (char)(digit < 10 ? '0' + digit
                                         : (unsigned)(letter - ('x' - 'a')) + digit - 10);
        value /= base;
    } while (value > 0);
    while ((int)(sizeof digits - at) < width && at > 0)
        digits[--at] = '0';
    put_part(sink, digits + at, sizeof digits - at);
}

static int64_t take_signed(text_args *args, int longs)
{
    if (longs == 0) return va_arg(args->list, int);
    return longs == 1 ? va_arg(args->list, long) : va_arg(args->list, long long);
}

static uint64_t take_unsigned(text_args *args, int longs)
{
    if (longs == 0) return va_arg(args->list, unsigned);
    return longs == 1 ? va_arg(args->list, unsigned long) : va_arg(args->list, unsigned long long);
}

static void put_signed(text_sink *sink, int64_t value, int width)
{
    uint64_t magnitude = value < 0 ? 0u - (uint64_t)value : (uint64_t)value;

    if (value < 0) put_part(sink, "-", 1);
    put_number(sink, magnitude, 10, value < 0 ? width - 1 : width, 'x');
}

/* Without a precision the text ends at its NUL. */
static void put_string(text_sink *sink, const char *text, int precision)
{
    size_t len = 0;

    while ((precision < 0 || len < (size_t)precision) && text[len])
        len++;
    put_part(sink, text, len);
}

/* Returns zero for a letter that it does not know. */
static int put_value(text_sink *sink, char letter, const text_spec *spec, text_args *args)
{
    char c;

    switch (letter) {
    case 's':
        put_string(sink, va_arg(args->list, const char *), spec->precision);
        break;
    case 'd':
        put_signed(sink, take_signed(args, spec->longs), spec->width);
        break;
    case 'u':
        put_number(sink, take_unsigned(args, spec->longs), 10, spec->width, 'x');
        break;
    case 'x':
    case 'X':
        put_number(sink, take_unsigned(args, spec->longs), 16, spec->width, letter);
        break;
    case '%':
    case 'c':
        c = letter == 'c' ? (char)va_arg(args->list, int) : letter;
        put_part(sink, &c, 1);
        break;
    default:
        return 0;
    }
    return 1;
}

static const char *read_digits(const char *format, int *value)
{
    for (*value = 0; *format >= '0' && *format <= '9'; format++)
        *value = *value * 10 + (*format - '0');
    return format;
}

/* Returns where the letter stands. */
static const char *read_spec(const char *format, text_spec *spec, text_args *args)
{
    spec->precision = -1;
    spec->longs = 0;
    format = read_digits(format, &spec->width);
    if (format[0] == '.' && format[1] == '*') {
        spec->precision = va_arg(args->list, int);
        format += 2;
    } else if (format[0] == '.') {
        format = read_digits(format + 1, &spec->precision);
    }
    for (; *format == 'l'; format++)
        spec->longs++;
    if (*format != 'z') return format;
    spec->longs = sizeof(size_t) > sizeof(long) ? 2 : 1;
    return format + 1;
}

/* Behind a value that it does not know it would take the wrong arguments, so it writes the rest
 * of the format as it is. */
static void put_all(text_sink *sink, const char *format, text_args *args)
{
    const char *value = strchr(format, '%');
    text_spec spec;

    while (value) {
        put_part(sink, format, (size_t)(value - format));
        format = read_spec(value + 1, &spec, args);
        if (!put_value(sink, *format, &spec, args)) break;
        value = strchr(++format, '%');
    }
    put_string(sink, value ? value : format, -1);
}

size_t sgp__vformat(char *out, size_t out_bytes, const char *format, va_list args)
{
    text_sink sink = { out, out_bytes, 0 };
    text_args own;

    va_copy(own.list, args);
    put_all(&sink, format, &own);
    va_end(own.list);
    if (out_bytes > 0) out[sink.len < out_bytes ? sink.len : out_bytes - 1] = '\0';
    return sink.len;
}

size_t sgp__format(char *out, size_t out_bytes, const char *format, ...)
{
    va_list args;
    size_t len;

    va_start(args, format);
    len = sgp__vformat(out, out_bytes, format, args);
    va_end(args);
    return len;
}
