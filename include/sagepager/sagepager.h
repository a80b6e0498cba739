/*
 * sagepager/sagepager.h - includes the whole library: list the versions of a SageMaker image as
 * boto3 does.
 *
 * Read paginator.h to list, builtin.h to make a client, and sys/ to replace a part of it.
 */
#ifndef SAGEPAGER_SAGEPAGER_H
#define SAGEPAGER_SAGEPAGER_H

#include "sagepager/base.h"
#include "sagepager/builtin.h"
#include "sagepager/client.h"
#include "sagepager/limits.h"
#include "sagepager/model.h"
#include "sagepager/paginator.h"
#include "sagepager/profile.h"
#include "sagepager/providers.h"
#include "sagepager/sys/codec.h"
#include "sagepager/sys/credentials.h"
#include "sagepager/sys/crypto.h"
#include "sagepager/sys/document_parser.h"
#include "sagepager/sys/http.h"
#include "sagepager/sys/page_source.h"
#include "sagepager/sys/platform.h"
#include "sagepager/sys/signer.h"
#include "sagepager/sys/stream.h"
#include "sagepager/transport.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SGP_VERSION_MAJOR 0
#define SGP_VERSION_MINOR 1
#define SGP_VERSION_PATCH 0
#define SGP_VERSION "0.1.0"

/* sgp_version: returns SGP_VERSION of the linked library; static. */
SGP_API const char *sgp_version(void);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SAGEPAGER_H */
