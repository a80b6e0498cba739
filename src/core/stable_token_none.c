/*
 * stable_token_none.c - what stable_token.c is in a build without stable tokens:
 * no listing has them.
 */
#include "sgp_stable_token.h"

#include "sgp_ascii.h"
#include "sgp_err.h"

int sgp__order_of(const sgp_list_image_versions_request *request, sgp__order *out)
{
    (void)request;
    (void)out;
    return 0;
}

void sgp__cursor_move(sgp__cursor *cursor, const sgp__order *order, const sgp_image_version *item)
{
    (void)cursor;
    (void)order;
    (void)item;
}

int sgp__cursor_is_past(const sgp__cursor *cursor, const sgp__order *order,
                        const sgp_image_version *item)
{
    (void)cursor;
    (void)order;
    (void)item;
    return 0;
}

void sgp__cursor_narrow(const sgp__cursor *cursor, const sgp__order *order,
                        sgp_list_image_versions_request *request)
{
    (void)cursor;
    (void)order;
    (void)request;
}

int sgp__is_stable_token(sgp_str token)
{
    return sgp__starts_with(token, SGP__STABLE_TOKEN_PREFIX);
}

sgp_status sgp__stable_token_refuse(sgp_str token, sgp_error *err)
{
    return SGP__FAIL(err, SGP_ERR_TOKEN, 2038,
                     "Bad starting token: %.100s: this library was built without "
                     "SGP_STABLE_TOKENS",
                     token.ptr);
}

sgp_status sgp__stable_token_write(const sgp__cursor *cursor, const sgp__order *order,
                                   sgp_arena *arena, sgp_str *out, sgp_error *err)
{
    (void)cursor;
    (void)order;
    (void)arena;
    (void)out;
    return sgp__stable_token_refuse(sgp_str_from(""), err);
}

sgp_status sgp__stable_token_read(sgp_str token, const sgp__order *order, sgp__cursor *out,
                                  sgp_error *err)
{
    (void)order;
    (void)out;
    return sgp__stable_token_refuse(token, err);
}
