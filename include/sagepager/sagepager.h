/*
 * sagepager/sagepager.h - everything: list the versions of a SageMaker image as boto3 does.
 *
 * What to read: pages.h to list, builtin.h to make a client, sys/ to replace a part of it.
 */
#ifndef SAGEPAGER_SAGEPAGER_H
#define SAGEPAGER_SAGEPAGER_H

#include "sagepager/base.h"
#include "sagepager/builtin.h"
#include "sagepager/client.h"
#include "sagepager/limits.h"
#include "sagepager/model.h"
#include "sagepager/pages.h"
#include "sagepager/profile.h"
#include "sagepager/sys/codec.h"
#include "sagepager/sys/credentials.h"
#include "sagepager/sys/crypto.h"
#include "sagepager/sys/http.h"
#include "sagepager/sys/page_source.h"
#include "sagepager/sys/platform.h"
#include "sagepager/sys/signer.h"
#include "sagepager/sys/stream.h"

#ifdef __cplusplus
extern "C" {
#endif

#define SGP_VERSION_MAJOR 0
#define SGP_VERSION_MINOR 1
#define SGP_VERSION_PATCH 0
#define SGP_VERSION "0.1.0"

/* sgp_version: SGP_VERSION of the library that is linked. Static. */
SGP_API const char *sgp_version(void);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SAGEPAGER_H */
