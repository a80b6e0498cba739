# The options that leave something out, for small targets, and the files that each takes
# (docs/embedded.md has a table of what each saves).

include(sagepager_sources)

option(SGP_TEXTS "Error messages; without them an error has its numbers only" ON)
option(SGP_TRACE "What the trace callbacks report" ON)
option(SGP_PROXIES "HTTP proxies" ON)
option(SGP_STABLE_TOKENS "Resume tokens that survive new and deleted versions" ON)
option(SGP_PARTITIONS "AWS's host names; without them a client needs an endpoint_url" ON)
option(SGP_RETRY_MODES "The retry modes adaptive and legacy" ON)

foreach(switch IN LISTS SGP_SWITCHES)
    set(position OFF)
    if(SGP_${switch})
        set(position ON)
    else()
        target_compile_definitions(sgp_compile INTERFACE SGP_NO_${switch})
    endif()
    foreach(source IN LISTS SGP_SWITCH_SOURCES_${switch}_${position})
        string(REGEX REPLACE "^src/([a-z]+)/.*" "\\1" layer "${source}")
        list(APPEND SGP_SOURCES_${layer} ${source})
    endforeach()
endforeach()
