/*
 * drive.c - the only loop that waits. A client made with `nonblocking` never comes here.
 */
#include "core.h"

sgp_status sgp__drive(const sgp_platform *platform, const sgp__task *task, sgp_error *err)
{
    for (;;) {
        sgp_wants wants = SGP_WANTS_INIT;
        sgp_status status = task->step(task->self, err);

        if (status != SGP_AGAIN) return status;
        task->wants(task->self, &wants);
        status = platform->wait(platform->self, &wants);
        if (status != SGP_OK)
            return sgp_error_set(err, SGP_ERR_PLATFORM, "the platform's wait function failed");
    }
}
