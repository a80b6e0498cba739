/*
 * modem.c - a dialer and its stream over the UART (sagepager/sys/stream.h).
 *
 * At the other end of the UART the program `modem` opens TCP connections. A
 * real modem has its own commands; the shape of this file stays. Both ends send
 * frames:
 *
 *     kind (1 byte), connection (1), length of the rest (2, the low byte first), the rest
 *
 *     to the modem                            from the modem
 *     'O'  open: port (2), host               'c'  connected
 *     'D'  data                               'f'  failed to connect: why
 *     'C'  close                              'd'  data
 *                                             'e'  the peer ended the connection
 *                                             'r'  the peer reset it
 *
 * There is one connection at a time. Each one has a number, so that late frames
 * of the one before are recognized and skipped. No function here waits for
 * input.
 */
#include "board.h"

#include <string.h>

#define HEADER_BYTES 4u
#define DATA_BYTES_MAX 256u /* of one frame to the modem: 22 ms at 115200 baud */

typedef enum modem_state { CONNECTING, CONNECTED, FAILED, ENDED, RESET, OUT_OF_STEP } modem_state;

typedef struct modem_stream {
    sgp_stream base;
    int is_open; /* between open and close */
    modem_state state;
    unsigned char number; /* of the connection */
    char why[64];         /* it failed */
    /* The frame that is being received. */
    unsigned char header[HEADER_BYTES];
    size_t header_bytes; /* received so far */
    size_t left;         /* bytes to come after the header */
} modem_stream;

static modem_stream the_stream;

/* --- frames ----------------------------------------------------------------------------------- */

static void send_header(const modem_stream *m, char kind, size_t len)
{
    unsigned char header[HEADER_BYTES] = { (unsigned char)kind, m->number,
                                           (unsigned char)(len & 255u), (unsigned char)(len >> 8) };

    uart_put(header, sizeof header);
}

static int is_ours(const modem_stream *m)
{
    return m->header[1] == m->number;
}

static int is_data(const modem_stream *m)
{
    return m->left > 0 && m->header[0] == 'd' && is_ours(m);
}

static void end_frame(modem_stream *m)
{
    if (!is_ours(m)) return;
    switch (m->header[0]) {
    case 'c':
        m->state = CONNECTED;
        break;
    case 'f':
        m->state = FAILED;
        break;
    case 'e':
        m->state = ENDED;
        break;
    case 'r':
        m->state = RESET;
        break;
    case 'd':
        break;
    default:
        m->state = OUT_OF_STEP;
    }
}

static void take_header(modem_stream *m, unsigned char byte)
{
    m->header[m->header_bytes++] = byte;
    if (m->header_bytes < HEADER_BYTES) return;
    m->header_bytes = 0;
    m->left = (size_t)m->header[2] | (size_t)m->header[3] << 8;
    if (m->left == 0) end_frame(m);
}

/*
 * Takes a byte of the reason of a failure, or skips a byte of another
 * connection.
 */
static void take_rest(modem_stream *m, unsigned char byte)
{
    size_t len = strlen(m->why);

    if (m->header[0] == 'f' && is_ours(m) && len < sizeof m->why - 1) m->why[len] = (char)byte;
    if (--m->left == 0) end_frame(m);
}

/*
 * Takes frames until data of the connection is next; zero if nothing more has
 * come.
 */
static int find_data(modem_stream *m)
{
    unsigned char byte;

    while (!is_data(m) && uart_get(&byte, 1) == 1) {
        if (m->left > 0)
            take_rest(m, byte);
        else
            take_header(m, byte);
    }
    return is_data(m);
}

/* --- stream ----------------------------------------------------------------------------------- */

/* What a state means to connect, read and write if there is no data. */
static sgp_status status_of(const modem_stream *m, sgp_error *err)
{
    switch (m->state) {
    case FAILED:
        return sgp_error_set(err, SGP_ERR_CONNECT, "modem: %s", m->why);
    case RESET:
        return sgp_error_set(err, SGP_ERR_NETWORK, "modem: the peer reset the connection");
    case OUT_OF_STEP:
        return sgp_error_set(err, SGP_ERR_NETWORK,
                             "modem: unknown frame 0x%02x: were bytes lost on the UART?",
                             m->header[0]);
    case ENDED:
        return SGP_END;
    default:
        return SGP_AGAIN;
    }
}

/* A connection that has already ended did connect: read says SGP_END. */
static sgp_status modem_connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    modem_stream *m = (modem_stream *)stream;

    (void)deadline;
    (void)find_data(m);
    if (m->state == CONNECTED || m->state == ENDED) return SGP_OK;
    return status_of(m, err);
}

static sgp_status modem_read(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                             sgp_deadline deadline, sgp_error *err)
{
    modem_stream *m = (modem_stream *)stream;

    (void)deadline;
    if (!find_data(m)) return status_of(m, err);
    *got = uart_get(buffer, capacity < m->left ? capacity : m->left);
    m->left -= *got;
    return *got > 0 ? SGP_OK : SGP_AGAIN;
}

/* After the peer's end it may still read, as in TCP. */
static sgp_status modem_write(sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                              sgp_deadline deadline, sgp_error *err)
{
    modem_stream *m = (modem_stream *)stream;

    (void)deadline;
    if (m->state != CONNECTED && m->state != ENDED) return status_of(m, err);
    *put = len < DATA_BYTES_MAX ? len : DATA_BYTES_MAX;
    send_header(m, 'D', *put);
    uart_put(bytes, *put);
    return SGP_OK;
}

/* Writes never return SGP_AGAIN, so there is only input to wait for. */
static void modem_wants(sgp_stream *stream, sgp_poll_interest *out)
{
    (void)stream;
    out->fd = UART_MODEM_FD;
    out->events = SGP_POLL_READ;
}

static void modem_close(sgp_stream *stream)
{
    modem_stream *m = (modem_stream *)stream;

    send_header(m, 'C', 0);
    m->is_open = 0;
}

static const sgp_stream_type modem_stream_type = { .size = sizeof(sgp_stream_type),
                                                   .name = "modem",
                                                   .connect = modem_connect,
                                                   .read = modem_read,
                                                   .write = modem_write,
                                                   .close = modem_close,
                                                   .wants = modem_wants };

/* --- dialer ----------------------------------------------------------------------------------- */

static void send_open(const modem_stream *m, const sgp_target *target)
{
    unsigned char port[2] = { (unsigned char)(target->port & 255u),
                              (unsigned char)(target->port >> 8) };
    size_t host_bytes = strlen(target->host);

    send_header(m, 'O', sizeof port + host_bytes);
    uart_put(port, sizeof port);
    uart_put(target->host, host_bytes);
}

static sgp_status modem_open(sgp_dialer *dialer, const sgp_target *target, sgp_stream **out,
                             sgp_error *err)
{
    modem_stream *m = &the_stream;

    (void)dialer;
    if (target->is_tls || target->via)
        return sgp_error_set(err, SGP_ERR_USAGE, "modem: neither TLS nor proxies");
    if (m->is_open)
        return sgp_error_set(err, SGP_ERR_USAGE, "modem: only one connection at a time");
    m->base.type = &modem_stream_type;
    m->is_open = 1;
    m->state = CONNECTING;
    m->number++;
    memset(m->why, 0, sizeof m->why);
    send_open(m, target);
    *out = &m->base;
    return SGP_OK;
}

static const sgp_dialer_type modem_dialer_type = { .size = sizeof(sgp_dialer_type),
                                                   .name = "modem",
                                                   .open = modem_open };

sgp_dialer *modem_dialer(void)
{
    static sgp_dialer dialer = { &modem_dialer_type };

    return &dialer;
}
