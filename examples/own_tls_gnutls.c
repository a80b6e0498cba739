/*
 * own_tls_gnutls.c - brings its own TLS and SHA-256: a backend on GnuTLS.
 *
 * Everything else is the library's, which may be built with no backend at all (SGP_BACKENDS="").
 */
#define _POSIX_C_SOURCE 200809L

#include <sagepager/sagepager.h>

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- one connection --------------------------------------------------------------------------- */

typedef struct tls_stream {
    sgp_stream inner;
    gnutls_session_t session;
    int is_connected;
    sgp_status inner_status; /* what the inner stream said last */
    sgp_deadline deadline;   /* of the call under way, for the inner stream */
    sgp_error *err;          /* the same */
} tls_stream;

/* GnuTLS reads an errno where the inner stream has a status; 0 bytes are its end. */
static ssize_t moved(tls_stream *s, size_t bytes)
{
    if (s->inner_status == SGP_OK) return (ssize_t)bytes;
    if (s->inner_status == SGP_END) return 0;
    gnutls_transport_set_errno(s->session, s->inner_status == SGP_AGAIN ? EAGAIN : EIO);
    return -1;
}

static ssize_t pull(gnutls_transport_ptr_t self, void *buffer, size_t capacity)
{
    tls_stream *s = self;
    size_t got = 0;

    s->inner_status = s->inner.read(s->inner.self, buffer, capacity, &got, s->deadline, s->err);
    return moved(s, got);
}

static ssize_t push(gnutls_transport_ptr_t self, const void *bytes, size_t len)
{
    tls_stream *s = self;
    size_t put = 0;

    s->inner_status = s->inner.write(s->inner.self, bytes, len, &put, s->deadline, s->err);
    return moved(s, put);
}

/* What a call of GnuTLS came to: an error of the inner stream comes before what it led to. */
static sgp_status outcome(tls_stream *s, int code, sgp_error *err)
{
    gnutls_datum_t why = { NULL, 0 };

    if (code >= 0) return SGP_OK;
    if (!gnutls_error_is_fatal(code)) return SGP_AGAIN;
    if (s->inner_status < SGP_OK) return s->inner_status; /* err is filled */
    if (code == GNUTLS_E_PREMATURE_TERMINATION)
        return sgp_error_set(err, SGP_ERR_NETWORK, "the peer cut the TLS connection");
    if (code == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
        (void)gnutls_certificate_verification_status_print(
            gnutls_session_get_verify_cert_status(s->session), GNUTLS_CRT_X509, &why, 0);
    (void)sgp_error_set(err, SGP_ERR_TLS, "%s%s%s", gnutls_strerror(code), why.data ? " " : "",
                        why.data ? (char *)why.data : "");
    gnutls_free(why.data);
    return SGP_ERR_TLS;
}

static void enter(tls_stream *s, sgp_deadline deadline, sgp_error *err)
{
    s->inner_status = SGP_OK;
    s->deadline = deadline;
    s->err = err;
}

static sgp_status tls_connect(void *self, sgp_deadline deadline, sgp_error *err)
{
    tls_stream *s = self;
    sgp_status status = s->inner.connect(s->inner.self, deadline, err);

    if (status != SGP_OK || s->is_connected) return status;
    enter(s, deadline, err);
    status = outcome(s, gnutls_handshake(s->session), err);
    s->is_connected = status == SGP_OK;
    return status;
}

static sgp_status tls_read(void *self, void *buffer, size_t capacity, size_t *got,
                           sgp_deadline deadline, sgp_error *err)
{
    tls_stream *s = self;
    ssize_t n;

    enter(s, deadline, err);
    n = gnutls_record_recv(s->session, buffer, capacity);
    if (n == 0) return SGP_END; /* close_notify */
    *got = n > 0 ? (size_t)n : 0;
    return outcome(s, (int)n, err);
}

static sgp_status tls_write(void *self, const void *bytes, size_t len, size_t *put,
                            sgp_deadline deadline, sgp_error *err)
{
    tls_stream *s = self;
    ssize_t n;

    enter(s, deadline, err);
    n = gnutls_record_send(s->session, bytes, len);
    *put = n > 0 ? (size_t)n : 0;
    return outcome(s, (int)n, err);
}

static void tls_wants(void *self, sgp_wants *out)
{
    tls_stream *s = self;

    if (s->inner.wants) s->inner.wants(s->inner.self, out);
}

static void tls_close(void *self)
{
    tls_stream *s = self;

    enter(s, sgp_deadline_none(), NULL);
    if (s->is_connected) (void)gnutls_bye(s->session, GNUTLS_SHUT_WR);
    gnutls_deinit(s->session);
    s->inner.close(s->inner.self);
    free(s);
}

/* --- the backend ------------------------------------------------------------------------------ */

/* Each of these must work: one that failed and was overlooked could switch off a check. */
static int prepare(tls_stream *s, gnutls_certificate_credentials_t trust, const char *host)
{
    unsigned char address[16];
    int code = gnutls_init(&s->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK);

    if (code < 0) return code;
    gnutls_transport_set_ptr(s->session, s);
    gnutls_transport_set_pull_function(s->session, pull);
    gnutls_transport_set_push_function(s->session, push);
    gnutls_session_set_verify_cert(s->session, host, 0);
    code = gnutls_priority_set_direct(s->session, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2",
                                      NULL);
    if (code >= 0) code = gnutls_credentials_set(s->session, GNUTLS_CRD_CERTIFICATE, trust);
    if (code < 0 || inet_pton(AF_INET, host, address) == 1 ||
        inet_pton(AF_INET6, host, address) == 1)
        return code; /* addresses are no server names (RFC 6066, 3) */
    return gnutls_server_name_set(s->session, GNUTLS_NAME_DNS, host, strlen(host));
}

static sgp_status wrap(void *self, const sgp_stream *inner, const char *host, sgp_stream *stream,
                       sgp_error *err)
{
    static const sgp_stream empty = SGP_STREAM_INIT;
    tls_stream *s = calloc(1, sizeof *s);
    int code = s ? prepare(s, self, host) : GNUTLS_E_MEMORY_ERROR;

    if (code < 0) {
        if (s && s->session) gnutls_deinit(s->session);
        free(s);
        return sgp_error_set(err, SGP_ERR_TLS, "GnuTLS: %s", gnutls_strerror(code));
    }
    s->inner = *inner; /* ours from here on */
    *stream = empty;
    stream->self = s;
    stream->connect = tls_connect;
    stream->read = tls_read;
    stream->write = tls_write;
    stream->close = tls_close;
    stream->wants = tls_wants;
    return SGP_OK;
}

static void tls_destroy(void *self)
{
    gnutls_certificate_free_credentials(self);
}

static sgp_status gnutls_tls_new(sgp_tls *out, const sgp_tls_options *options,
                                 const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_tls empty = SGP_TLS_INIT;
    gnutls_certificate_credentials_t trust;
    int count = gnutls_certificate_allocate_credentials(&trust);

    (void)allocator; /* GnuTLS has its own */
    if (count < 0) return sgp_error_set(err, SGP_ERR_MEMORY, "GnuTLS: %s", gnutls_strerror(count));
    count = options->ca_file ? gnutls_certificate_set_x509_trust_file(trust, options->ca_file,
                                                                      GNUTLS_X509_FMT_PEM)
                             : gnutls_certificate_set_x509_system_trust(trust);
    if (count <= 0) {
        gnutls_certificate_free_credentials(trust);
        return sgp_error_set(err, SGP_ERR_CONFIG, "%s: no usable certificate",
                             options->ca_file ? options->ca_file : "the system's trust store");
    }
    *out = empty;
    out->self = trust;
    out->wrap = wrap;
    out->destroy = tls_destroy;
    return SGP_OK;
}

/* --- SHA-256 ---------------------------------------------------------------------------------- */

static sgp_status hash_result(int code, sgp_error *err)
{
    if (code >= 0) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CRYPTO, "GnuTLS: %s", gnutls_strerror(code));
}

static sgp_status hash_init(void *self, void *ctx, sgp_error *err)
{
    (void)self;
    return hash_result(gnutls_hash_init(ctx, GNUTLS_DIG_SHA256), err);
}

static sgp_status hash_update(void *self, void *ctx, const void *bytes, size_t len, sgp_error *err)
{
    (void)self;
    return hash_result(gnutls_hash(*(gnutls_hash_hd_t *)ctx, bytes, len), err);
}

static sgp_status hash_final(void *self, void *ctx, unsigned char digest[SGP_SHA256_BYTES],
                             sgp_error *err)
{
    (void)self;
    (void)err;
    gnutls_hash_deinit(*(gnutls_hash_hd_t *)ctx, digest);
    return SGP_OK;
}

static sgp_crypto gnutls_crypto(void)
{
    sgp_crypto crypto = SGP_CRYPTO_INIT;

    crypto.ctx_size = sizeof(gnutls_hash_hd_t);
    crypto.init = hash_init;
    crypto.update = hash_update;
    crypto.final = hash_final;
    return crypto;
}

/* --- a listing with it ------------------------------------------------------------------------ */

int main(int argc, char **argv)
{
    static const sgp_backend gnutls = { sizeof gnutls, "gnutls", gnutls_tls_new, gnutls_crypto };
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    const sgp_image_version *item;
    sgp_client *client = NULL;
    sgp_pages *pages = NULL;
    sgp_error err;
    sgp_status status;

    options.backend = &gnutls;
    request.image_name = argc > 1 ? argv[1] : "my-image";
    status = sgp_client_new_default(&client, &options, &err);
    if (status == SGP_OK) status = sgp_pages_new(&pages, client, &request, NULL, &err);
    while (status == SGP_OK && (status = sgp_pages_next_item(pages, &item, &err)) == SGP_OK)
        printf("version %" PRId64 "\n", item->version);
    if (status != SGP_END) fprintf(stderr, "%s\n", err.message);
    sgp_pages_free(pages);
    sgp_client_free(client);
    return status == SGP_END ? 0 : 1;
}
