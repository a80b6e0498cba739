# Made by make_manual.py from --help; do not edit.
_sagepager() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    COMPREPLY=()
    case $before in
        --output) COMPREPLY=($(compgen -W 'json jsonl off table text yaml yaml-stream' -- "$word")); return ;;
        --color) COMPREPLY=($(compgen -W 'auto off on' -- "$word")); return ;;
        --cli-error-format) COMPREPLY=($(compgen -W 'legacy json yaml text table enhanced' -- "$word")); return ;;
        --cli-binary-format) COMPREPLY=($(compgen -W 'base64 raw-in-base64-out' -- "$word")); return ;;
        --generate-cli-skeleton) COMPREPLY=($(compgen -W 'input output' -- "$word")); return ;;
        --tls-backend) COMPREPLY=($(compgen -W 'openssl mbedtls' -- "$word")); return ;;
        --sort-by) COMPREPLY=($(compgen -W 'CREATION_TIME LAST_MODIFIED_TIME VERSION' -- "$word")); return ;;
        --sort-order) COMPREPLY=($(compgen -W 'ASCENDING DESCENDING' -- "$word")); return ;;
        --ca-bundle) COMPREPLY=($(compgen -f -- "$word")); return ;;
        --image-name|--creation-time-after|--creation-time-before|--last-modified-time-after|--last-modified-time-before|--cli-input-json|--max-items|--page-size|--max-results|--next-token|--starting-token|--region|--profile|--endpoint-url|--cli-connect-timeout|--cli-read-timeout|--query) return ;;
        configure) COMPREPLY=($(compgen -W list -- "$word")); return ;;
    esac
    COMPREPLY=($(compgen -W 'list-image-versions configure --image-name --creation-time-after --creation-time-before --last-modified-time-after --last-modified-time-before --sort-by --sort-order --cli-input-json --generate-cli-skeleton --max-items --page-size --no-paginate --max-results --next-token --starting-token --stable-tokens --region --profile --endpoint-url --ca-bundle --no-sign-request --no-verify-ssl --cli-connect-timeout --cli-read-timeout --tls-backend --output --query --color --cli-error-format --no-cli-pager --no-cli-auto-prompt --cli-binary-format --debug --version --help' -- "$word"))
}
complete -F _sagepager sagepager
