/*
 * Finds headers, and writes the two forms of AWS JSON 1.1 error bodies. See
 * request.h.
 */
#include "request.h"

#include <cjson/cJSON.h>
#include <stdarg.h>
#include <stdlib.h>
#include <strings.h>

const char *ep_request_header(const struct ep_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (strcasecmp(request->headers[i].name, name) == 0) return request->headers[i].value;
    return NULL;
}

static void set_error(struct ep_reply *reply, int status, const char *type, const char *member,
                      const char *sentence)
{
    cJSON *object = cJSON_CreateObject();
    char *body;

    (void)cJSON_AddStringToObject(object, "__type", type); /* failure shows as body == NULL */
    (void)cJSON_AddStringToObject(object, member, sentence);
    body = cJSON_PrintUnformatted(object);
    cJSON_Delete(object);
    reply->status = status;
    ep_text_free(&reply->body);
    ep_text_addf(&reply->body, "%s", body != NULL ? body : "{}");
    free(body);
}

void ep_reply_error(struct ep_reply *reply, int status, const char *type, const char *format, ...)
{
    struct ep_text sentence = { 0 };
    va_list args;

    va_start(args, format);
    ep_text_addv(&sentence, format, args);
    va_end(args);
    set_error(reply, status, type, "message", sentence.data);
    ep_text_free(&sentence);
}

void ep_reply_service_error(struct ep_reply *reply, const char *type, const char *format, ...)
{
    struct ep_text sentence = { 0 };
    va_list args;

    va_start(args, format);
    ep_text_addv(&sentence, format, args);
    va_end(args);
    set_error(reply, 400, type, "Message", sentence.data);
    ep_text_free(&sentence);
}
