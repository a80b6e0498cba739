/*
 * sagepager/profile.h - one profile of AWS's shared config and credentials files.
 *
 * The files are read once, when the profile is made, by the rules of Python's configparser and
 * botocore (botocore/configloader.py, botocore/session.py): sections [default], [profile NAME],
 * [services NAME] and [sso-session NAME] of the config file, [NAME] of the credentials file; where
 * both files have a setting, that of the credentials file counts. A file that is not there is an
 * empty one.
 */
#ifndef SAGEPAGER_PROFILE_H
#define SAGEPAGER_PROFILE_H

#include "sagepager/sys/platform.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sgp_profile sgp_profile;

/*
 * sgp_profile_new: reads both files. platform is used during the call alone; without getenv and
 * read_file there are no files.
 *
 * name NULL or "": AWS_PROFILE, then AWS_DEFAULT_PROFILE (the AWS CLI's order), then "default". The
 * files are those that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name, or ~/.aws/config and
 * ~/.aws/credentials, where '~' is HOME and $NAME is replaced as Python's os.path.expandvars does
 * ("~user" is not known).
 *
 * SGP_ERR_CONFIG: "The config profile (NAME) could not be found" for one that was asked for,
 * "Unable to parse config file: PATH (line N: why)"; SGP_ERR_LIMIT past SGP_CONFIG_BYTES_MAX or
 * SGP_CONFIG_LINES_MAX; SGP_ERR_MEMORY, SGP_ERR_PLATFORM, SGP_ERR_USAGE.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_profile_new(sgp_profile **out, const char *name,
                                                  const sgp_platform *platform,
                                                  const sgp_allocator *allocator, sgp_error *err);

/* sgp_profile_free: wipes and frees. NULL is fine. */
SGP_API void sgp_profile_free(sgp_profile *profile);

/* sgp_profile_name: what it is called. Lives as long as the profile, as all texts below. */
SGP_API const char *sgp_profile_name(const sgp_profile *profile);

/* Which file a setting is looked for in. */
typedef enum sgp_profile_file {
    SGP_PROFILE_BOTH,       /* the credentials file first */
    SGP_PROFILE_CONFIG,     /* the config file alone */
    SGP_PROFILE_CREDENTIALS /* the credentials file alone */
} sgp_profile_file;

/*
 * sgp_profile_get: a setting, by its name in small letters; NULL when it is not there. May be "".
 * It may be a secret.
 */
SGP_API const char *sgp_profile_get(const sgp_profile *profile, sgp_profile_file file,
                                    const char *key);

/* sgp_profile_path: where a file is looked for, whether it is there or not; NULL for
 * SGP_PROFILE_BOTH and without files at all. */
SGP_API const char *sgp_profile_path(const sgp_profile *profile, sgp_profile_file file);

/*
 * sgp_profile_endpoint_url: *url is the endpoint of a service ("sagemaker", "sts"): endpoint_url of
 * its block in the section that the setting `services` names, else endpoint_url of the profile;
 * NULL when there is none (botocore/configprovider.py, ConfiguredEndpointProvider). SGP_ERR_CONFIG
 * when that section does not exist.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_profile_endpoint_url(sgp_profile *profile,
                                                           const char *service, const char **url,
                                                           sgp_error *err);

/*
 * sgp_profile_sso_session: *value is a setting of the section [sso-session NAME] of the config
 * file, or NULL; lives as long as the profile. SGP_ERR_CONFIG when there is no such section
 * (botocore/tokens.py), SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_profile_sso_session(const sgp_profile *profile,
                                                          const char *name, const char *key,
                                                          const char **value, sgp_error *err);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_PROFILE_H */
