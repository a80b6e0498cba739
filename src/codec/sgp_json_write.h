/*
 * sgp_json_write.h - writes JSON strings as Python does.
 */
#ifndef SGP_CODEC_JSON_WRITE_H
#define SGP_CODEC_JSON_WRITE_H

#include "sgp_buf.h"

/*
 * Appends text as a JSON string in quotes, byte for byte as Python's json.dumps
 * does by default: other characters than ASCII become lower-case \uXXXX. If
 * text is not valid UTF-8, appends a part of it and returns zero.
 */
SGP_MUST_CHECK int sgp__json_put_string(sgp__buf *out, sgp_str text);

#endif
