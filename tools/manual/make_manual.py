"""Writes the manual pages and shell completions from what the commands' --help says.

Run: python3 make_manual.py SAGEPAGER SAGEPAGER-ENDPOINT [FOLDER], the built commands; FOLDER is where
this file lies unless given. A test makes them again and compares.
"""

import os
import re
import subprocess
import sys

CHOICES = {"--output": "json jsonl off table text yaml yaml-stream", "--color": "auto off on",
           "--cli-error-format": "legacy json yaml text table enhanced",
           "--cli-binary-format": "base64 raw-in-base64-out",
           "--generate-cli-skeleton": "input output", "--tls-backend": "openssl mbedtls",
           "--sort-by": "CREATION_TIME LAST_MODIFIED_TIME VERSION",
           "--sort-order": "ASCENDING DESCENDING"}
FILES = ("--ca-bundle",)
NAMES = {"sagepager": "lists the versions of a SageMaker image",
         "sagepager-endpoint": "a local stand-in for SageMaker's ListImageVersions"}


def help_of(command):
    return subprocess.run([command, "--help"], stdout=subprocess.PIPE, check=True,
                          universal_newlines=True).stdout


# --- manual pages --------------------------------------------------------------------------------


def escaped(line):
    line = line.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + line if line.startswith((".", "'")) else line


def is_heading(line, following):
    return bool(line) and not line.startswith(" ") and following.startswith("  ") and \
        not line.lower().startswith("usage") and not line.endswith(":")


def manual_page(name, text):
    lines = text.rstrip("\n").split("\n") + [""]
    out = ['.\\" Made by make_manual.py from --help; do not edit.',
           f'.TH {name.upper()} 1 "" "sagepager" "User Commands"',
           ".SH NAME", escaped(f"{name} - {NAMES[name]}"), ".SH SYNOPSIS", ".nf"]
    for line, following in zip(lines, lines[1:]):
        if is_heading(line, following):
            out += [".fi", f'.SH "{line.upper()}"', ".nf"]
        elif not line and out[-1] == ".nf":
            continue
        else:
            out.append(escaped(line))
            if not line and "DESCRIPTION" not in " ".join(out):
                out[-1:] = [".fi", ".SH DESCRIPTION", ".nf"]
    return "\n".join(out + [".fi", ""]).replace(".SH DESCRIPTION\n.nf\n.fi\n", "")


# --- completions ---------------------------------------------------------------------------------


def options_of(text):
    """(name, takes a value, first line of its description)"""
    found = []
    for line in text.split("\n"):
        match = re.match(r"  (--\S+)( [A-Z]+)?(?:, -\w)?(?:, (--\S+)( [A-Z]))?\s{2,}(\S.*)$", line)
        if match:
            found.append((match.group(1), bool(match.group(2)), match.group(5)))
            if match.group(3):
                found.append((match.group(3), bool(match.group(4)), match.group(5)))
    return found


def bash(options):
    values = "".join(f"        {name}) COMPREPLY=($(compgen -W '{words}' -- \"$word\")); return ;;\n"
                     for name, words in CHOICES.items())
    free = "|".join(name for name, takes, _ in options
                    if takes and name not in CHOICES and name not in FILES)
    return f"""# Made by make_manual.py from --help; do not edit.
_sagepager() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}}
    COMPREPLY=()
    case $before in
{values}        {"|".join(FILES)}) COMPREPLY=($(compgen -f -- "$word")); return ;;
        {free}) return ;;
        configure) COMPREPLY=($(compgen -W list -- "$word")); return ;;
    esac
    COMPREPLY=($(compgen -W 'list-image-versions configure {" ".join(o[0] for o in options)}' -- "$word"))
}}
complete -F _sagepager sagepager
"""


def zsh(options):
    def quoted(text):
        return re.sub(r"([\[\]:'\\])", lambda m: "'\\''" if m.group(1) == "'" else "\\" + m.group(1), text)

    def action(name):
        if name in CHOICES:
            return f"({CHOICES[name]})"
        return "_files" if name in FILES else " "
    lines = [f"    '{name}[{quoted(about)}]" + (f":value:{action(name)}'" if takes else "'")
             for name, takes, about in options]
    return ("#compdef sagepager\n# Made by make_manual.py from --help; do not edit.\n_arguments \\\n"
            + " \\\n".join(lines) + " \\\n    '1:command:(list-image-versions configure)'\n")


def fish(options):
    out = ["# Made by make_manual.py from --help; do not edit.",
           "complete -c sagepager -f",
           "complete -c sagepager -n __fish_use_subcommand -a 'list-image-versions configure'",
           "complete -c sagepager -n '__fish_seen_subcommand_from configure' -a list"]
    for name, takes, about in options:
        about = about.replace("\\", "\\\\").replace("'", "\\'")
        value = ""
        if takes:
            value = " -r -F" if name in FILES else " -x"
            value += f" -a '{CHOICES[name]}'" if name in CHOICES else ""
        out.append(f"complete -c sagepager -l {name[2:]}{value} -d '{about}'")
    return "\n".join(out) + "\n"


def main():
    folder = sys.argv[3] if len(sys.argv) > 3 else os.path.dirname(os.path.abspath(__file__))
    text, endpoint = help_of(sys.argv[1]), help_of(sys.argv[2])
    options = options_of(text)
    files = {"sagepager.1": manual_page("sagepager", text),
             "sagepager-endpoint.1": manual_page("sagepager-endpoint", endpoint),
             "sagepager.bash": bash(options), "_sagepager": zsh(options), "sagepager.fish": fish(options)}
    for name, content in files.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(content)


if __name__ == "__main__":
    main()
