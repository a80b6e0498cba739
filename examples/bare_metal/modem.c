/*
 * modem.c - a dialer and its stream over the UART.
 *
 * Both sides send frames: a letter, the number of the connection, the number of bytes (low byte
 * first), and the bytes.
 *
 *     to the modem     O host port   open a connection      D bytes   C   close it
 *     from the modem   c             it is open             d bytes   e   the peer closed it
 *                      f reason      it cannot be opened    r         the peer reset it
 *
 * Frames of an earlier connection, which may still be under way, are recognised by their number and
 * dropped.
 */
#include "modem.h"

#include "board.h"

#include <string.h>

#define SEND_BYTES_MAX 1024u
#define HEADER_BYTES 4

enum { CLOSED, OPENING, OPEN, ENDED, RESET, FAILED };

typedef struct modem_stream {
    sgp_stream base;
    unsigned char number; /* of the connection */
    unsigned char state;
    unsigned char header[HEADER_BYTES];
    unsigned char header_bytes;
    size_t left;     /* bytes of the frame that are still to come */
    char reason[64]; /* why it failed */
    size_t reason_bytes;
} modem_stream;

static modem_stream the_stream;

static modem_stream *whole(sgp_stream *stream)
{
    return (modem_stream *)(void *)stream;
}

/* --- frames ----------------------------------------------------------------------------------- */

static void put_bytes(const void *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        board_uart_put(((const unsigned char *)bytes)[i]);
}

static void put_header(const modem_stream *s, char letter, size_t len)
{
    unsigned char header[HEADER_BYTES] = { (unsigned char)letter, s->number, (unsigned char)len,
                                           (unsigned char)(len >> 8) };

    put_bytes(header, sizeof header);
}

/* Drops what is there of a frame's bytes. */
static void skip_bytes(modem_stream *s)
{
    unsigned char byte;

    while (s->left > 0 && board_uart_get(&byte))
        s->left--;
}

static void take_reason(modem_stream *s)
{
    unsigned char byte;

    for (; s->left > 0 && board_uart_get(&byte); s->left--)
        if (s->reason_bytes < sizeof s->reason - 1) s->reason[s->reason_bytes++] = (char)byte;
}

/* Returns zero if the header is not complete yet. */
static int take_header(modem_stream *s)
{
    while (s->header_bytes < HEADER_BYTES)
        if (!board_uart_get(&s->header[s->header_bytes]))
            return 0;
        else
            s->header_bytes++;
    return 1;
}

static void begin_frame(modem_stream *s)
{
    s->left = s->header[2] | (size_t)s->header[3] << 8;
    if (s->header[1] != s->number) return;
    if (s->header[0] == 'c') s->state = OPEN;
    if (s->header[0] == 'e') s->state = ENDED;
    if (s->header[0] == 'r') s->state = RESET;
}

static int is_data(const modem_stream *s)
{
    return s->header_bytes == HEADER_BYTES && s->header[1] == s->number && s->header[0] == 'd' &&
           s->left > 0;
}

/* Takes frames until data is at hand, the connection's state is final or the line is silent. */
static void take_frames(modem_stream *s)
{
    while (!is_data(s) && s->state <= OPEN) {
        int is_new = s->header_bytes < HEADER_BYTES;
        if (!take_header(s)) return;
        if (is_new) begin_frame(s);
        if (is_data(s)) return;
        if (s->header[1] == s->number && s->header[0] == 'f')
            take_reason(s);
        else
            skip_bytes(s);
        if (s->left > 0) return;
        if (s->header[1] == s->number && s->header[0] == 'f') s->state = FAILED;
        s->header_bytes = 0;
    }
}

/* --- sgp_stream ------------------------------------------------------------------------------- */

static sgp_status modem_connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    modem_stream *s = whole(stream);

    (void)deadline;
    if (s->state == OPENING) take_frames(s);
    if (s->state == OPENING) return SGP_AGAIN;
    if (s->state == FAILED) return sgp_error_set(err, SGP_ERR_CONNECT, "modem: %s", s->reason);
    return SGP_OK;
}

static sgp_status modem_read(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                             sgp_deadline deadline, sgp_error *err)
{
    modem_stream *s = whole(stream);
    unsigned char *to = buffer;

    (void)deadline;
    *got = 0;
    take_frames(s);
    while (is_data(s) && *got < capacity && board_uart_get(to + *got)) {
        ++*got;
        if (--s->left == 0) s->header_bytes = 0;
    }
    if (*got > 0) return SGP_OK;
    if (s->state == ENDED) return SGP_END;
    if (s->state == RESET) return sgp_error_set(err, SGP_ERR_NETWORK, "modem: connection reset");
    return SGP_AGAIN;
}

/* Sending waits for the line, which is faster than any network behind the modem. */
static sgp_status modem_write(sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                              sgp_deadline deadline, sgp_error *err)
{
    (void)deadline;
    (void)err;
    *put = len < SEND_BYTES_MAX ? len : SEND_BYTES_MAX;
    put_header(whole(stream), 'D', *put);
    put_bytes(bytes, *put);
    return SGP_OK;
}

/* There are no descriptors here; platform.c knows that 0 means the UART. */
static void modem_wants(sgp_stream *stream, sgp_poll_interest *out)
{
    (void)stream;
    out->fd = 0;
    out->events = SGP_POLL_READ;
}

static void modem_close(sgp_stream *stream)
{
    modem_stream *s = whole(stream);

    put_header(s, 'C', 0);
    s->state = CLOSED;
}

/* --- sgp_dialer ------------------------------------------------------------------------------- */

/* Writes " PORT"; returns its length. */
static size_t write_port(uint16_t port, char out[6])
{
    size_t len = 0, divisor = 10000;

    out[len++] = ' ';
    while (divisor > 1 && port / divisor == 0)
        divisor /= 10;
    for (; divisor > 0; divisor /= 10)
        out[len++] = (char)('0' + port / divisor % 10);
    return len;
}

static sgp_status modem_open(sgp_dialer *dialer, const sgp_target *target, sgp_stream **out,
                             sgp_error *err)
{
    static const sgp_stream_type type = {
        .size = sizeof type,
        .name = "modem",
        .connect = modem_connect,
        .read = modem_read,
        .write = modem_write,
        .close = modem_close,
        .wants = modem_wants,
    };
    modem_stream *s = &the_stream;
    size_t host_bytes = strlen(target->host), port_bytes;
    char port[6];

    (void)dialer;
    if (target->is_tls || target->via)
        return sgp_error_set(err, SGP_ERR_USAGE, "modem: neither TLS nor proxies");
    if (s->state != CLOSED)
        return sgp_error_set(err, SGP_ERR_USAGE, "modem: one connection at a time");
    s->base.type = &type;
    s->number++;
    s->state = OPENING;
    s->reason_bytes = 0;
    memset(s->reason, 0, sizeof s->reason);
    port_bytes = write_port(target->port, port);
    put_header(s, 'O', host_bytes + port_bytes);
    put_bytes(target->host, host_bytes);
    put_bytes(port, port_bytes);
    *out = &s->base;
    return SGP_OK;
}

sgp_dialer *modem_dialer(void)
{
    static const sgp_dialer_type type = { .size = sizeof type,
                                          .name = "modem",
                                          .open = modem_open };
    static sgp_dialer dialer = { &type };

    return &dialer;
}
