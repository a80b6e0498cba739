/*
 * Parts that return what their slots must not return: each is reported as SGP_ERR_USAGE that names
 * the slot, and no listing ends early or sends its request again and again.
 */
#include "client_fixture.h"

static const answer page_answer[] = { { 200, "2" }, { 200, "2" } };
static const answer error_answer[] = { { 500, "Broken" }, { 500, "Broken" } };

static sgp_status slot_status; /* what the broken slot returns */
static int calls;              /* of the broken slot */

static sgp_status return_it(void)
{
    assert_true(++calls < 10);
    return slot_status;
}

static sgp_status get(sgp_credentials_provider *provider, int64_t now_us, sgp_credentials *out,
                      sgp_deadline deadline, sgp_error *err)
{
    (void)provider, (void)now_us, (void)out, (void)deadline, (void)err;
    return return_it();
}

static sgp_status sign(sgp_signer *signer, sgp_http_request *request,
                       const sgp_credentials *credentials, const sgp_signing_scope *scope,
                       int64_t now_us, sgp_error *err)
{
    (void)signer, (void)request, (void)credentials, (void)scope, (void)now_us, (void)err;
    return return_it();
}

static sgp_status exchange(sgp_http *http, const sgp_http_request *request,
                           sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    (void)http, (void)request, (void)response, (void)deadline, (void)err;
    return return_it();
}

static sgp_status encode(sgp_codec *codec, const sgp_list_image_versions_request *request,
                         const sgp_page_params *params, sgp_http_request *out, sgp_error *err)
{
    (void)codec, (void)request, (void)params, (void)out, (void)err;
    return return_it();
}

static sgp_status decode(sgp_codec *codec, sgp_page *page, size_t expected_items,
                         sgp_page_decoder **out, sgp_error *err)
{
    (void)codec, (void)page, (void)expected_items, (void)out, (void)err;
    return return_it();
}

static sgp_status decode_error(sgp_codec *codec, const sgp_http_response *response, sgp_error *err)
{
    (void)codec, (void)response, (void)err;
    return return_it();
}

static sgp_status finish_decoder(sgp_page_decoder *decoder, sgp_str rest, sgp_error *err)
{
    (void)decoder, (void)rest, (void)err;
    return return_it();
}

static sgp_page_decoder_type decoder_type = { sizeof decoder_type, "broken", NULL, finish_decoder,
                                              NULL };
static sgp_page_decoder broken_decoder = { &decoder_type };
static sgp_page_decoder *begun; /* what begin stores */

static sgp_status begin(sgp_codec *codec, sgp_page *page, size_t expected_items,
                        sgp_page_decoder **out, sgp_error *err)
{
    (void)codec, (void)page, (void)expected_items, (void)err;
    *out = begun;
    return SGP_OK;
}

typedef struct broken {
    const char *slot;
    sgp_status (*get)(sgp_credentials_provider *, int64_t, sgp_credentials *, sgp_deadline,
                      sgp_error *);
    sgp_status (*sign)(sgp_signer *, sgp_http_request *, const sgp_credentials *,
                       const sgp_signing_scope *, int64_t, sgp_error *);
    sgp_status (*exchange)(sgp_http *, const sgp_http_request *, sgp_http_response *, sgp_deadline,
                           sgp_error *);
    sgp_codec_type codec; /* NULL slots: the fake codec's */
    const answer *answers;
} broken;

static const broken all[] = {
    { .slot = "get of fixture_provider", .get = get },
    { .slot = "sign of fixture_signer", .sign = sign },
    { .slot = "exchange of fixture_http", .exchange = exchange },
    { .slot = "encode_list_image_versions of fake_codec",
      .codec = { .encode_list_image_versions = encode } },
    { .slot = "decode_list_image_versions of fake_codec",
      .codec = { .decode_list_image_versions = decode } },
    { .slot = "finish of fake_codec", .codec = { .decode_list_image_versions = begin } },
    { .slot = "decode_error of fake_codec",
      .codec = { .decode_error = decode_error },
      .answers = error_answer },
};

static sgp_status call_broken(fixture *f, const broken *b)
{
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    sgp_codec_type codec_type = *fake_codec()->type;
    sgp_codec codec = { &codec_type };
    sgp_status status;

    prepare(f, b->answers ? b->answers : page_answer);
    if (b->get) f->provider.type.get = b->get;
    if (b->sign) f->signer.type.sign = b->sign;
    if (b->exchange) f->http.type.exchange = b->exchange;
    if (b->codec.encode_list_image_versions)
        codec_type.encode_list_image_versions = b->codec.encode_list_image_versions;
    if (b->codec.decode_list_image_versions)
        codec_type.decode_list_image_versions = b->codec.decode_list_image_versions;
    if (b->codec.decode_error) codec_type.decode_error = b->codec.decode_error;
    o.codec = &codec;
    calls = 0;
    assert_int_equal(make(f, &o), SGP_OK);
    status = call(f);
    finish(f);
    return status;
}

static void an_outcome_that_a_slot_must_not_return_is_a_usage_error(void **state)
{
    static const sgp_status outcomes[] = { SGP_END, SGP_NOT_CONFIGURED, SGP_AGAIN, (sgp_status)42 };

    (void)state;
    begun = &broken_decoder;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        for (size_t k = 0; k < sizeof outcomes / sizeof *outcomes; k++) {
            fixture f;
            slot_status = outcomes[k];
            if (slot_status == SGP_AGAIN && (all[i].get || all[i].exchange)) continue;
            if (slot_status == SGP_NOT_CONFIGURED && all[i].get) continue;
            assert_int_equal(call_broken(&f, &all[i]), SGP_ERR_USAGE);
            assert_non_null(strstr(sgp_error_message(&f.err), all[i].slot));
            assert_non_null(strstr(sgp_error_message(&f.err), sgp_status_text(slot_status)));
        }
}

static void an_error_without_a_message_gets_one(void **state)
{
    (void)state;
    slot_status = SGP_ERR_PLATFORM;
    begun = &broken_decoder;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        fixture f;
        assert_int_equal(call_broken(&f, &all[i]), SGP_ERR_PLATFORM);
        assert_int_equal(f.err.status, SGP_ERR_PLATFORM);
        assert_non_null(strstr(sgp_error_message(&f.err), all[i].slot));
    }
}

/* decode_error must not turn an error response into an empty page, and credentials, a method and a
 * response must be there if the slot says so. */
static void success_without_a_result_is_refused(void **state)
{
    static const struct {
        size_t broken;
        sgp_status status;
    } cases[] = { { 0, SGP_ERR_CREDENTIALS },
                  { 2, SGP_ERR_USAGE },
                  { 3, SGP_ERR_USAGE },
                  { 4, SGP_ERR_USAGE },
                  { 6, SGP_ERR_USAGE } };

    (void)state;
    slot_status = SGP_OK;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fixture f;
        assert_int_equal(call_broken(&f, &all[cases[i].broken]), cases[i].status);
        assert_int_equal(f.page.api.count, 0);
    }
}

static void an_incomplete_decoder_is_refused(void **state)
{
    static sgp_page_decoder_type no_finish = { sizeof no_finish, "broken", NULL, NULL, NULL };
    static sgp_page_decoder decoders[] = { { NULL }, { &no_finish } };
    static sgp_page_decoder *const incomplete[] = { NULL, &decoders[0], &decoders[1] };

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        fixture f;
        begun = incomplete[i];
        assert_int_equal(call_broken(&f, &all[5]), SGP_ERR_USAGE);
        assert_non_null(strstr(sgp_error_message(&f.err), "decoder"));
    }
}

/* --- responses -------------------------------------------------------------------------------- */

static int final_status; /* 0: the second response is not begun */

static sgp_status exchange_once(sgp_http *http, const sgp_http_request *request,
                                sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    (void)http, (void)request, (void)deadline;
    if (++calls > 1 && final_status == 0) return SGP_OK;
    assert_int_equal(
        sgp_http_response_begin(response, calls > 1 ? final_status : 200, sgp_str_from(""), err),
        SGP_OK);
    return sgp_http_response_append_body(response, "2", 1, err);
}

static sgp_status second_call(int status, fixture *f)
{
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;

    final_status = status;
    calls = 0;
    prepare(f, page_answer);
    f->http.type.exchange = exchange_once;
    assert_int_equal(make(f, &o), SGP_OK);
    assert_int_equal(call(f), SGP_OK);
    assert_int_equal(f->page.api.count, 2);
    return call(f);
}

static void a_response_that_was_not_begun_is_not_that_of_the_last_exchange(void **state)
{
    fixture f;

    (void)state;
    assert_int_equal(second_call(0, &f), SGP_ERR_USAGE);
    assert_int_equal(f.page.api.count, 0);
    finish(&f);
}

static void an_interim_status_is_not_a_page(void **state)
{
    fixture f;

    (void)state;
    assert_int_equal(second_call(199, &f), SGP_ERR_PROTOCOL);
    assert_int_equal(f.page.api.count, 0);
    finish(&f);
}

static sgp_status overlook_a_limit(sgp_http *http, const sgp_http_request *request,
                                   sgp_http_response *response, sgp_deadline deadline,
                                   sgp_error *err)
{
    (void)http, (void)request, (void)deadline;
    assert_int_equal(sgp_http_response_begin(response, 200, sgp_str_from(""), err), SGP_OK);
    assert_int_equal(sgp_http_response_append_body(response, "2", 1, err), SGP_OK);
    assert_int_equal(sgp_http_response_append_body(response, "too long", SIZE_MAX, err),
                     SGP_ERR_LIMIT);
    return SGP_OK;
}

static void an_error_that_exchange_overlooks_fails_the_call(void **state)
{
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;
    fixture f;

    (void)state;
    prepare(&f, page_answer);
    f.http.type.exchange = overlook_a_limit;
    assert_int_equal(make(&f, &o), SGP_OK);
    assert_int_equal(call(&f), SGP_ERR_LIMIT);
    assert_int_equal(f.err.status, SGP_ERR_LIMIT);
    finish(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_outcome_that_a_slot_must_not_return_is_a_usage_error),
        cmocka_unit_test(an_error_without_a_message_gets_one),
        cmocka_unit_test(success_without_a_result_is_refused),
        cmocka_unit_test(an_incomplete_decoder_is_refused),
        cmocka_unit_test(a_response_that_was_not_begun_is_not_that_of_the_last_exchange),
        cmocka_unit_test(an_interim_status_is_not_a_page),
        cmocka_unit_test(an_error_that_exchange_overlooks_fails_the_call),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
