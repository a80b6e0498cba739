/*
 * own_tls_gnutls.c - brings its own TLS and SHA-256: a backend on GnuTLS.
 *
 * Everything else comes from the library, which may be built without a backend
 * (SGP_BACKENDS=""). Usage: own_tls_gnutls [IMAGE]
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

/* --- GnuTLS over a stream --------------------------------------------------------------------- */

/* Reads of the inner stream in one call, so that a peer that floods it with records that carry no
 * data cannot keep the caller beyond its deadline. */
#define READS_MAX 64

typedef struct tls_stream {
    sgp_stream base;
    sgp_stream *inner; /* owned */
    gnutls_session_t session;
    int is_connected;

    /* The running call, for the callbacks. */
    sgp_status inner_status; /* of the last call of the inner stream */
    int reads_left;
    sgp_deadline deadline;
    sgp_error *err;
} tls_stream;

/* Translates the inner stream's status: GnuTLS expects an errno, or 0 bytes at the end. */
static ssize_t moved(tls_stream *s, size_t bytes)
{
    if (s->inner_status == SGP_OK) return (ssize_t)bytes;
    if (s->inner_status == SGP_END) return 0;
    gnutls_transport_set_errno(s->session, s->inner_status == SGP_AGAIN ? EAGAIN : EIO);
    return -1;
}

static ssize_t pull(gnutls_transport_ptr_t data, void *buffer, size_t capacity)
{
    tls_stream *s = data;
    size_t got = 0;

    if (s->reads_left-- <= 0) {
        gnutls_transport_set_errno(s->session, EAGAIN);
        return -1;
    }
    s->inner_status = s->inner->type->read(s->inner, buffer, capacity, &got, s->deadline, s->err);
    return moved(s, got);
}

static ssize_t push(gnutls_transport_ptr_t data, const void *bytes, size_t len)
{
    tls_stream *s = data;
    size_t put = 0;

    s->inner_status = s->inner->type->write(s->inner, bytes, len, &put, s->deadline, s->err);
    return moved(s, put);
}

/* --- one connection --------------------------------------------------------------------------- */

/* Translates a result of GnuTLS. If the inner stream failed, returns its error, which
 * is the cause. */
static sgp_status outcome(tls_stream *s, int code, sgp_error *err)
{
    gnutls_datum_t why = { NULL, 0 };

    if (code >= 0) return SGP_OK;
    if (!gnutls_error_is_fatal(code)) return SGP_AGAIN;
    if (s->inner_status < SGP_OK) return s->inner_status; /* err is filled */
    if (code == GNUTLS_E_PREMATURE_TERMINATION)
        return sgp_error_set(err, SGP_ERR_NETWORK, "the peer closed without close_notify");
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
    s->reads_left = READS_MAX;
    s->deadline = deadline;
    s->err = err;
}

static sgp_status tls_connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    tls_stream *s = (tls_stream *)stream;
    sgp_status status = s->inner->type->connect(s->inner, deadline, err);

    if (status != SGP_OK || s->is_connected) return status;
    enter(s, deadline, err);
    status = outcome(s, gnutls_handshake(s->session), err);
    s->is_connected = status == SGP_OK;
    return status;
}

static sgp_status tls_read(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                           sgp_deadline deadline, sgp_error *err)
{
    tls_stream *s = (tls_stream *)stream;
    ssize_t n;

    enter(s, deadline, err);
    n = gnutls_record_recv(s->session, buffer, capacity);
    if (n == 0) return SGP_END; /* close_notify */
    *got = n > 0 ? (size_t)n : 0;
    return outcome(s, (int)n, err);
}

static sgp_status tls_write(sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                            sgp_deadline deadline, sgp_error *err)
{
    tls_stream *s = (tls_stream *)stream;
    ssize_t n;

    enter(s, deadline, err);
    n = gnutls_record_send(s->session, bytes, len);
    *put = n > 0 ? (size_t)n : 0;
    return outcome(s, (int)n, err);
}

/* If the inner stream has more, the next call may come at once. */
static void tls_wants(sgp_stream *stream, sgp_poll_interest *out)
{
    const tls_stream *s = (const tls_stream *)stream;

    if (SGP_HAS(s->inner, wants)) s->inner->type->wants(s->inner, out);
    if (s->inner_status == SGP_OK) out->at_us = 0;
}

/* Passes a deadline that is over, so that an inner stream that blocks does not wait. */
static void tls_close(sgp_stream *stream)
{
    static const sgp_deadline passed = { 0 };
    tls_stream *s = (tls_stream *)stream;

    enter(s, passed, NULL);
    if (s->is_connected) (void)gnutls_bye(s->session, GNUTLS_SHUT_WR);
    gnutls_deinit(s->session);
    s->inner->type->close(s->inner);
    free(s);
}

static const sgp_stream_type tls_stream_type = { .size = sizeof(sgp_stream_type),
                                                 .name = "gnutls",
                                                 .connect = tls_connect,
                                                 .read = tls_read,
                                                 .write = tls_write,
                                                 .close = tls_close,
                                                 .wants = tls_wants };

/* --- the backend ------------------------------------------------------------------------------ */

typedef struct gnutls_tls {
    sgp_tls base;
    gnutls_certificate_credentials_t trust;
} gnutls_tls;

/* Each call must succeed: an overlooked failure could switch off a check. */
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

static sgp_status wrap(sgp_tls *tls, sgp_stream *inner, const char *host, sgp_stream **out,
                       sgp_error *err)
{
    tls_stream *s = calloc(1, sizeof *s);
    int code = s ? prepare(s, ((gnutls_tls *)tls)->trust, host) : GNUTLS_E_MEMORY_ERROR;

    if (code < 0) {
        if (s && s->session) gnutls_deinit(s->session);
        free(s);
        return sgp_error_set(err, SGP_ERR_TLS, "GnuTLS: %s", gnutls_strerror(code));
    }
    s->base.type = &tls_stream_type;
    s->inner = inner; /* ours from here on */
    *out = &s->base;
    return SGP_OK;
}

static void tls_destroy(sgp_tls *tls)
{
    gnutls_certificate_free_credentials(((gnutls_tls *)tls)->trust);
    free(tls);
}

/* Refuses every option that this backend does not implement. Ignoring one could make it
 * trust the wrong peers. */
static sgp_status check_options(const sgp_tls_options *options, sgp_error *err)
{
    if (options->size < sizeof *options)
        return sgp_error_set(err, SGP_ERR_USAGE, "GnuTLS: the TLS options are too short");
    if (options->ca_pem || options->ca_folder || options->client_cert_file ||
        options->client_cert_pem || options->client_key_file || options->client_key_pem ||
        options->insecure_skip_verification)
        return sgp_error_set(err, SGP_ERR_CONFIG, "GnuTLS: ca_file is the only TLS option");
    return SGP_OK;
}

static sgp_status load_trust(gnutls_certificate_credentials_t trust, const char *ca_file,
                             sgp_error *err)
{
    int count = ca_file
                    ? gnutls_certificate_set_x509_trust_file(trust, ca_file, GNUTLS_X509_FMT_PEM)
                    : gnutls_certificate_set_x509_system_trust(trust);

    if (count > 0) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CONFIG, "%s: no usable certificate",
                         ca_file ? ca_file : "the system's trust store");
}

/* Does not use the allocator, because GnuTLS has its own. */
static sgp_status gnutls_tls_new(sgp_tls **out, const sgp_tls_options *options,
                                 const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_tls_type type = {
        .size = sizeof type, .name = "gnutls", .wrap = wrap, .destroy = tls_destroy
    };
    gnutls_tls *tls;
    sgp_status status = check_options(options, err);

    (void)allocator;
    if (status != SGP_OK) return status;
    tls = calloc(1, sizeof *tls);
    if (!tls || gnutls_certificate_allocate_credentials(&tls->trust) < 0) {
        free(tls);
        return sgp_error_set(err, SGP_ERR_MEMORY, "GnuTLS: no memory");
    }
    tls->base.type = &type;
    status = load_trust(tls->trust, options->ca_file, err);
    if (status == SGP_OK)
        *out = &tls->base;
    else
        tls_destroy(&tls->base);
    return status;
}

/* --- SHA-256 ---------------------------------------------------------------------------------- */

static sgp_status hash_result(int code, sgp_error *err)
{
    if (code >= 0) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CRYPTO, "GnuTLS: %s", gnutls_strerror(code));
}

static sgp_status hash_init(sgp_crypto *crypto, void *context, sgp_error *err)
{
    (void)crypto;
    return hash_result(gnutls_hash_init(context, GNUTLS_DIG_SHA256), err);
}

static sgp_status hash_update(sgp_crypto *crypto, void *context, const void *bytes, size_t len,
                              sgp_error *err)
{
    (void)crypto;
    return hash_result(gnutls_hash(*(gnutls_hash_hd_t *)context, bytes, len), err);
}

static sgp_status hash_final(sgp_crypto *crypto, void *context,
                             unsigned char digest[SGP_SHA256_BYTES], sgp_error *err)
{
    (void)crypto;
    (void)err;
    gnutls_hash_deinit(*(gnutls_hash_hd_t *)context, digest);
    sgp_wipe(context, sizeof(gnutls_hash_hd_t));
    return SGP_OK;
}

/* The context is a handle; GnuTLS owns the memory behind it. */
static sgp_crypto *gnutls_crypto(void)
{
    static const sgp_crypto_type type = { .size = sizeof type,
                                          .name = "gnutls",
                                          .context_bytes = sizeof(gnutls_hash_hd_t),
                                          .init = hash_init,
                                          .update = hash_update,
                                          .final = hash_final };
    static sgp_crypto crypto = { &type };

    return &crypto;
}

/* --- a listing with it ------------------------------------------------------------------------ */

static sgp_status list(sgp_client *client, const char *image_name, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    const sgp_image_version *item;
    sgp_paginator *paginator = NULL;
    sgp_status status;

    request.image_name = image_name;
    status = sgp_list_image_versions_paginator_new(&paginator, client, &request, NULL, err);
    while (status == SGP_OK &&
           (status = sgp_paginator_next_image_version(paginator, &item, err)) == SGP_OK)
        printf("version %" PRId64 "\n", item->version);
    sgp_paginator_free(paginator);
    return status;
}

int main(int argc, char **argv)
{
    static const sgp_backend gnutls = {
        .size = sizeof gnutls, .name = "gnutls", .tls_new = gnutls_tls_new, .crypto = gnutls_crypto
    };
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    char text[SGP_ERROR_MESSAGE_MAX + 1];
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    sgp_client *client = NULL;
    sgp_status status;

    options.backend = &gnutls;
    status = sgp_client_new_default(&client, &options, &err);
    if (status == SGP_OK) status = list(client, argc > 1 ? argv[1] : "my-image", &err);
    if (status != SGP_END) fprintf(stderr, "%s\n", sgp_error_message(&err));
    sgp_client_free(client);
    return status == SGP_END ? 0 : 1;
}
