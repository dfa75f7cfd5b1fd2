/* SPDX-License-Identifier: BSD-2-Clause */
#include "cli/command.h"

#include <string.h>

#include "answer/change_list.h"
#include "answer/check_list.h"
#include "answer/endpoint_list.h"
#include "answer/layer_compare.h"
#include "answer/layer_list.h"
#include "answer/stats_list.h"

/*
 * The one table of commands and options. Texts are plain; a paragraph is one
 * line here and is wrapped where it is shown.
 */
static const struct command_option shared_options[] = {
    { "registry", "PATH", "read this snapshot; repeated: layers in order", ARGUMENT_FILE,
      GROUP_REGISTRY, 0 },
    { "as-of", "DATE", "answer as of YYYY, YYYY-MM or YYYY-MM-DD", ARGUMENT_DATE, GROUP_AS_OF, 0 },
    { "json", NULL, "one JSON document", ARGUMENT_NONE, GROUP_JSON, 0 },
    { "ndjson", NULL, "one JSON object a line", ARGUMENT_NONE, GROUP_LINES, 0 },
    { "csv", NULL, "CSV; of the registry's rows IANA's twelve columns, as its export writes them",
      ARGUMENT_NONE, GROUP_LINES, 0 },
    { "raw", NULL, "columns separated by tabs, without headings", ARGUMENT_NONE, GROUP_LINES, 0 },
    { "columns", "COLS", "columns to print, separated by commas; +COLS adds to the usual ones",
      ARGUMENT_COLUMN, GROUP_COLUMNS, 'o' },
    { "list-columns", NULL, "list the columns there are", ARGUMENT_NONE, GROUP_LINES, 0 },
    { "no-headings", NULL, "leave out the headings", ARGUMENT_NONE, GROUP_LINES, 0 },
    { "color", "WHEN", "colours: auto, always or never", ARGUMENT_WHEN, GROUP_TERMINAL, 0 },
    { "no-pager", NULL, "do not page long output on a terminal", ARGUMENT_NONE, GROUP_TERMINAL, 0 },
    { "help", NULL, "show help", ARGUMENT_NONE, GROUP_ALWAYS, 'h' },
    { "version", NULL, "show the version of the program", ARGUMENT_NONE, GROUP_ALWAYS, 0 },
};

static const struct command commands[] = {
    { .name = "lookup",
      .summary = "what a port number or service name stands for (the default)",
      .synopsis = "[OPTION]... QUERY...",
      .description =
          "A QUERY is a port (443), a port on a transport (443/tcp), a range (8000-8100, "
          "8000-8100/udp), a service name (https, https/tcp) or an SRV name (_http._tcp, "
          "_http._tcp.example.com). '-' reads queries from standard input, one a line. Names are "
          "compared without case.\n\n"
          "A port answers with every name on it, the primary one first; ranges that contain it "
          "count. For a transport without a row the answer is the status that follows from RFC "
          "6335, with the reason. Old names say which name replaced them. A name that is not found "
          "suggests others.\n\n"
          "The word 'lookup' may be left out unless the query is the name of a command. The exit "
          "code is 0 if the registry has a row for every query, 1 if it has none for one of them.",
      .examples = "portreg 443\twhat is on port 443\n"
                  "portreg 443/udp https _imaps._tcp\tseveral at once\n"
                  "portreg 8000-8100/tcp\ta range, gaps included\n"
                  "portreg lookup check\ta service whose name is also a command\n"
                  "cut -d, -f2 flows.csv | portreg --raw -\tqueries from standard input",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_TEXT,
      .groups = GROUPS_LIST,
      .operand_min = 1,
      .operand_max = SIZE_MAX },
    { .name = "show",
      .summary = "the whole record of a port or name, with contacts and references",
      .synopsis = "[OPTION]... QUERY...",
      .description =
          "Prints every field of the records that lookup finds: assignee and contact with their "
          "addresses, links to the references, the assignment note, reported unauthorized use, the "
          "TXT keys that the note defines, and the DCCP service code also as text.",
      .examples = "portreg show 443/tcp\tone record\n"
                  "portreg show --json ipp\tthe same for programs",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_TEXT,
      .groups = GROUPS_LIST,
      .operand_min = 1,
      .operand_max = SIZE_MAX },
    { .name = "search",
      .summary = "rows that contain a text, or match terms such as proto:udp",
      .synopsis = "[OPTION]... TEXT|TERM...",
      .description =
          "A TEXT is searched as on IANA's page: letters without case, in the ten columns that are "
          "not dates.\n\n"
          "A TERM is FIELD:VALUE; all terms must hold, and a '-' in front negates one. VALUE may "
          "be a \"quoted text\", a regular expression between slashes, or none. What is neither a "
          "field nor quoted is a word to be found in any column.\n\n"
          "Fields: name, desc, assignee, contact, note (a part of the text); ref (a whole label: "
          "rfc7252); port (443, 8000-8100, >=1024, system); proto and status (several with "
          "commas); date and updated (2024-05, >=2024, <2010-06, 2019..2021); code (1145656131, "
          "SC:DISC, yes, no); unauthorized (yes, no, text); alias, historic, temporary, irregular "
          "(yes, no).",
      .examples = "portreg search TLS\tas on IANA's page\n"
                  "portreg search TLS --page 2\tIANA's second page, with its contacts\n"
                  "portreg search proto:udp ref:rfc7252\tterms\n"
                  "portreg search 'name:/^s?ip/' -status:reserved\ta regular expression\n"
                  "portreg search --literal name:x\tthe text itself, although it looks like a term",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_FILTER,
      .groups = GROUPS_LIST,
      .operand_min = 1,
      .operand_max = SIZE_MAX,
      .options = { { "page", "P", "the page that IANA's site gives, with the contacts below",
                     ARGUMENT_TEXT, 0, 0 },
                   { "sort", "COL", "sort by a column; -COL from the end", ARGUMENT_COLUMN, 0, 0 },
                   { "literal", NULL, "the text is not a term", ARGUMENT_NONE, 0, 0 } } },
    { .name = "list",
      .summary = "every row",
      .synopsis = "[OPTION]...",
      .description = "Lists every row of the registry in its own order, or sorted.",
      .examples = "portreg list --csv\tIANA's CSV export\n"
                  "portreg list --sort -registered -o +registered\tthe youngest first\n"
                  "portreg list --as-of 2015 --raw -o name,number\tthe registry of another year",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_NONE,
      .groups = GROUPS_LIST,
      .operand_max = 0,
      .options = { { "sort", "COL", "sort by a column; -COL from the end", ARGUMENT_COLUMN, 0,
                     0 } } },
    { .name = "annotate",
      .summary = "add service names to a stream of flow or log records",
      .synopsis = "[OPTION]... --port COL",
      .description =
          "Copies standard input to standard output, and adds to every line what the registry says "
          "of a port in it: the name of its service, or what --field asks for. Lines keep their "
          "order, and what was in them stays as it was.\n\n"
          "Lines are records of delimited text (CSV with quotes, tabs, blanks), JSON objects "
          "(NDJSON) or Zeek's logs; the first line tells which, unless --from or --delimiter do. A "
          "column is a number from 1, a name in the header, or a key in JSON (dots go into "
          "objects). Values are appended as new columns 'COL_service', 'COL_status' and "
          "'COL_description', or as members of those names; they are empty ('-' in blanks and "
          "Zeek's logs, null in JSON) where there is nothing to say.\n\n"
          "A port is 443, 443/tcp or 443.0. A transport is named or numbered (6, 17, 33, 132); "
          "with any other protocol, such as icmp, a port has no service. Without --transport a "
          "plain number is looked up on all transports; for Zeek's logs the columns are id.resp_p "
          "and proto unless others are given. Of several layers the first that has a name "
          "answers.\n\n"
          "A line is a record: a quoted field may hold delimiters, but no line break. Lines that "
          "are malformed or lack the columns go through unchanged and are counted on standard "
          "error, as is a line of more than 256 MiB. The exit code is 1 if no line could be "
          "annotated, 2 for a column that is not in the header; nothing is written then.",
      .examples =
          "portreg annotate --port dport --transport proto < flows.csv\tby the header's names\n"
          "portreg annotate --port 3,5 --transport 6 --no-header < flows.csv\tboth ports\n"
          "zcat conn.log.gz | portreg annotate | gzip > named.gz\tZeek's log\n"
          "portreg annotate --port dest_port --transport proto < eve.json\tJSON lines\n"
          "portreg annotate --port 7 --transport 8 --field name,status < vpc-flow.log\tblanks",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_NONE,
      .groups = GROUP_REGISTRY | GROUP_AS_OF,
      .operand_max = 0,
      .options = { { "port", "COL", "columns of ports, by number or name, separated by commas",
                     ARGUMENT_TEXT, 0, 'p' },
                   { "transport", "COL", "column of the transport; or tcp, udp, sctp, dccp",
                     ARGUMENT_TRANSPORT, 0, 't' },
                   { "field", "LIST", "name, status, description (default name)", ARGUMENT_FIELD, 0,
                     'f' },
                   { "from", "FORM", "csv, tsv, space, ndjson or zeek (default: by the first line)",
                     ARGUMENT_RECORDS, 0, 0 },
                   { "delimiter", "CHAR", "a character, or tab, comma, space", ARGUMENT_TEXT, 0,
                     'd' },
                   { "header", NULL, "the first line names columns (default: if it has no port)",
                     ARGUMENT_NONE, 0, 0 },
                   { "no-header", NULL, "the first line is a record", ARGUMENT_NONE, 0, 0 },
                   { "jobs", "N", "threads (default: one per core)", ARGUMENT_TEXT, 0, 'j' } } },
    { .name = "free",
      .summary = "unassigned numbers",
      .synopsis = "[OPTION]...",
      .description =
          "Prints numbers that are unassigned on every transport that is named, and assigned on "
          "no other. Numbers with reported unauthorized use, the edges of the ranges and numbers "
          "that another layer names or reserves are left out. Dynamic Ports are never assigned "
          "and therefore not offered. With --here, numbers that a socket of this host listens on "
          "over any transport are left out too, and those that its kernel may give away "
          "(net.ipv4.ip_local_port_range) or keeps (ip_local_reserved_ports).\n\n"
          "The exit code is 1 if there is no such number.",
      .examples = "portreg free --count 5\tfive free User Ports\n"
                  "portreg free --range 20000-30000 --contiguous 8\tblocks of eight in a row\n"
                  "portreg free --transport sctp --count 1\tfor another transport",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_NONE,
      .groups = GROUPS_LIST,
      .operand_max = 0,
      .options = { { "range", "RANGE", "system, user or FIRST-LAST (default user)",
                     ARGUMENT_RANGE, 0, 0 },
                   { "count", "N", "how many (default 10)", ARGUMENT_TEXT, 0, 0 },
                   { "contiguous", "N", "blocks of N numbers in a row", ARGUMENT_TEXT, 0, 0 },
                   { "transport", "LIST", "free on all of these (default tcp,udp)",
                     ARGUMENT_TRANSPORT, 0, 0 },
                   { "ignore-layers", NULL, "do not mind what other layers name", ARGUMENT_NONE, 0,
                     0 },
                   { "here", NULL, "leave out what this host uses", ARGUMENT_NONE, 0, 0 } } },
    { .name = "listen",
      .summary = "what listens on this host, and what is registered for its port",
      .synopsis = "[OPTION]...",
      .description =
          "Lists the sockets of tcp, udp, sctp and dccp that listen, with process, user and "
          "systemd unit, and beside each the registered service of its port and the status. The "
          "sockets are those of the network namespace that it runs in, so 'ip netns exec' and "
          "'nsenter -n' show a container's. Without root, the processes of other users cannot be "
          "seen, and a socket whose process is not known is never a mismatch; a note says how many "
          "there are. The address '*' means all addresses of IPv4 and IPv6, '::' those of IPv6 "
          "alone, as in ss(8). Without libmnl the tables in /proc/net are read; these show neither "
          "the interface that a socket is bound to nor dccp, and '::' may then mean both.\n\n"
          "Findings: unregistered (no layer names the port), mismatch, unauthorized (the registry "
          "reports unauthorized use of the port), reserved (the registry reserves it), ephemeral "
          "(the kernel may give the port to any socket that asks for none: it is in "
          "net.ipv4.ip_local_port_range and not in ip_local_reserved_ports).\n\n"
          "A process agrees with the service if its name, or that without folder, version, "
          "'-server', '-daemon' or the 'd' at its end, begins a part of a name of the port, is "
          "begun by one, or is a word of the description. It is a mismatch only if it does not "
          "agree and is itself the name of a service registered on other ports: sshd on 80 is one, "
          "nginx is not.\n\n"
          "The exit code is 1 if a socket has a finding that --fail-on names.",
      .examples = "portreg listen\teverything\n"
                  "portreg listen --unregistered\tports that nobody registered\n"
                  "portreg listen --fail-on mismatch,unauthorized\tas a check\n"
                  "portreg listen --csv -o transport,address,port,process,pid > $(hostname).csv"
                  "\tto be audited elsewhere",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_NONE,
      .groups = GROUPS_LIST,
      .listing = &listing_of_sockets,
      .operand_max = 0,
      .options = { { "unregistered", NULL, "only ports that no layer names", ARGUMENT_NONE, 0, 0 },
                   { "mismatch", NULL, "only processes that belong to another port", ARGUMENT_NONE,
                     0, 0 },
                   { "fail-on", "LIST", "exit with 1 if there is one of these findings",
                     ARGUMENT_RISK, 0, 0 } } },
    { .name = "audit",
      .summary = "what listens on other hosts, from ss, netstat, lsof or nmap",
      .synopsis = "[OPTION]... FILE...",
      .description =
          "Reads what the tools of other hosts printed: ss -tulpn and netstat -tulpn (with or "
          "without heading and processes), lsof -i -nP, nmap -oX, or CSV with a heading, such as "
          "'portreg listen --csv' writes; '-' is standard input. The format is recognised by the "
          "first lines. Lists what listens as listen does, with the host where the input names "
          "one; where several files are given, a file's name without its ending is the host.\n\n"
          "Connections and sockets of other kinds are skipped. Malformed lines are reported with "
          "file and line, counted and skipped. nmap sees no processes: where it asked the "
          "port what it is (-sV), the service that answered stands for one. Which ports a host's "
          "kernel gives away is not known, so nothing is ephemeral.\n\n"
          "Columns of CSV are found by their names: port (443, or 443/tcp), transport or protocol, "
          "address, host, process or command, pid, uid, unit. --map names others: "
          "--map 'port=Dest Port,transport=tcp'.\n\n"
          "The exit code is 1 if a socket has a finding that --fail-on names, 2 if a file cannot "
          "be read or has nothing but malformed lines.",
      .examples = "ssh web1 ss -tulpn | portreg audit --host web1 -\tone host\n"
                  "portreg audit hosts/*.txt --unregistered\tmany, each in its file\n"
                  "nmap -sV -oX scan.xml 192.0.2.0/24 && portreg audit scan.xml\ta network\n"
                  "portreg audit --map port=lport,transport=l4 assets.csv --fail-on mismatch"
                  "\ta table",
      .program = PROGRAM_COMPILE,
      .operand = ARGUMENT_FILE,
      .groups = GROUPS_LIST,
      .listing = &listing_of_reports,
      .operand_min = 1,
      .operand_max = SIZE_MAX,
      .options = { { "from", "FORMAT", "ss, netstat, lsof, nmap or csv (default: by the first "
                                       "lines)",
                     ARGUMENT_REPORT, 0, 0 },
                   { "map", "LIST", "columns of CSV: port=COL,transport=COL,…", ARGUMENT_TEXT, 0,
                     0 },
                   { "host", "NAME", "the host, where the input names none", ARGUMENT_TEXT, 0, 0 },
                   { "unregistered", NULL, "only ports that no layer names", ARGUMENT_NONE, 0, 0 },
                   { "mismatch", NULL, "only processes that belong to another port", ARGUMENT_NONE,
                     0, 0 },
                   { "fail-on", "LIST", "exit with 1 if there is one of these findings",
                     ARGUMENT_RISK, 0, 0 } } },
    { .name = "map",
      .summary = "a picture of the port space",
      .synopsis = "[OPTION]...",
      .description =
          "Draws the 65,536 numbers as assigned, reserved, unassigned and dynamic along a Hilbert "
          "curve, which keeps near numbers near: in colours on a terminal, as SVG into a pipe or "
          "a file. A terminal has fewer cells than there are numbers; each shows what most of its "
          "numbers are.",
      .examples = "portreg map\tin the terminal\n"
                  "portreg map -o ports.svg\tas a file\n"
                  "portreg map --transport sctp --as-of 2016 -o sctp.svg\tone transport, years ago",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_NONE,
      .groups = GROUP_REGISTRY | GROUP_AS_OF | GROUP_TERMINAL,
      .operand_max = 0,
      .options = { { "transport", "NAME", "tcp, udp, sctp, dccp or any (default)",
                     ARGUMENT_TRANSPORT, 0, 0 },
                   { "svg", NULL, "write SVG to a terminal too", ARGUMENT_NONE, 0, 0 },
                   { "output", "FILE", "write SVG to a file", ARGUMENT_FILE, 0, 'o' } } },
    { .name = "stats",
      .summary = "counts by status, transport, range and year",
      .synopsis = "[OPTION]...",
      .description = "Counts rows by status, transport and year of registration, and numbers by "
                     "range and status.\n\n"
                     "For programs, --csv, --raw and --ndjson print a line for each count: layer, "
                     "date, key, value. The key is where the count stands in --json, such as "
                     "numbers.tcp.system.assigned.",
      .examples = "portreg stats\twith bars\nportreg stats --json\tfor programs\n"
                  "portreg stats --raw | grep registered\trows by year",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_NONE,
      .groups = GROUPS_LINES,
      .listing = &listing_of_stats,
      .operand_max = 0 },
    { .name = "diff",
      .summary = "what changed between two dates or two files",
      .synopsis = "[OPTION]... [A [B]]",
      .description =
          "A and B are dates of the snapshot (YYYY, YYYY-MM, YYYY-MM-DD), or files of any format "
          "that can be read; write ./2024 for a file that is named like a date. Without B the "
          "newest version, or that at --as-of, is B; without A the version before it is A.\n\n"
          "Rows are told apart by name, number and transport. Prints what was assigned, what "
          "changed, field by field, what was de-assigned, which rows are reserved or unassigned "
          "since, and the contacts. A rename, the assignment of a single unassigned number and a "
          "de-assignment are changes of one row; a range of unassigned numbers that was split is "
          "one row gone and others new. In long texts only the words that differ are marked, "
          "[-gone-] and {+new+}.\n\n"
          "For programs, --csv and --raw print a line for each cell that differs: date of B, "
          "layer, event, name, number, transport, contact, column, before, after; of a contact the "
          "id is in 'contact', the field in 'column'. A line of --ndjson is an object of --json: "
          "all of one change.\n\n"
          "The exit code is 0 if something differs, 1 if nothing does.",
      .examples = "portreg diff\twhat the newest version brought\n"
                  "portreg diff 2025-01 2026-01\ta year\n"
                  "portreg diff 2015 --stat\tcounts alone\n"
                  "portreg diff 2025 2026 -o name,description\tthese columns only\n"
                  "portreg diff 2025 --csv > changes.csv\tfor a spreadsheet\n"
                  "portreg diff old.csv new.xml\ttwo files\n"
                  "portreg diff 2026-02-13 mine.csv\ta file beside the registry of that day",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_FILE,
      .groups = GROUPS_LINES,
      .listing = &listing_of_changes,
      .operand_max = 2,
      .options = { { "stat", NULL, "counts alone", ARGUMENT_NONE, 0, 0 },
                   { "columns", "COLS", "compare these columns only, and no contacts",
                     ARGUMENT_PRINTED, 0, 'o' },
                   { "from", "FORMAT", "format of the files", ARGUMENT_FORMAT_READ, 0, 0 } } },
    { .name = "compare",
      .summary = "where two layers or lists do not agree on a port",
      .synopsis = "[OPTION]... A B",
      .description =
          "A and B are layers by their name, snapshots, or files of any format that can be read, "
          "such as /etc/services or nmap-services ('-' is standard input); write ./iana for a file "
          "that is named like a layer. Both are joined port by port on each transport, as the name "
          "service sees them.\n\n"
          "Findings: names-differ (both name the port, with no name in common), primary-differs "
          "(both have a name, but another one stands first), only-a and only-b (one names the "
          "port, the other has no row for it), reserved and unassigned (one names the port, a row "
          "of the other says that it is reserved or unassigned). Names are compared without "
          "case.\n\n"
          "The exit code is 0 if the two agree, 1 if there is a finding that was asked for.",
      .examples = "portreg compare iana /etc/services --only names-differ,primary-differs,only-b"
                  "\twhat a host's list says that IANA's registry does not\n"
                  "portreg compare iana /etc/services --stat\thow many of each\n"
                  "ssh web1 cat /etc/services | portreg compare iana -\tanother host's list\n"
                  "portreg compare old.xml new.portreg --range system --transport tcp\ttwo files",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_FILE,
      .groups = GROUPS_LIST,
      .listing = &listing_of_differences,
      .operand_min = 2,
      .operand_max = 2,
      .options = { { "only", "LIST", "only these findings", ARGUMENT_FINDING, 0, 0 },
                   { "range", "RANGE", "system, user, dynamic or FIRST-LAST", ARGUMENT_RANGE, 0,
                     0 },
                   { "transport", "LIST", "tcp, udp, sctp, dccp (default all)",
                     ARGUMENT_TRANSPORT, 0, 0 },
                   { "stat", NULL, "counts alone", ARGUMENT_NONE, 0, 0 },
                   { "from", "FORMAT", "format of the files", ARGUMENT_FORMAT_READ, 0, 0 } } },
    { .name = "log",
      .summary = "the life of a port or name, newest first",
      .synopsis = "[OPTION]... QUERY",
      .description =
          "QUERY is a port (443), a port on a transport (443/tcp), a service name (https, "
          "https/tcp) or an SRV name (_http._tcp). Prints each version that changed its rows: the "
          "date, what happened, old and new fields. Ranges that contain the port count, and a "
          "rename shows in the log of both names. In the snapshot's oldest version a row is first "
          "seen; when it was assigned may be in its registration date.\n\n"
          "For programs, --csv and --raw print a line for each cell that changed, with the columns "
          "of diff: date, layer, event, name, number, transport, contact (always empty), column, "
          "before, after. A line of --ndjson is an event of --json. Layers follow each other in "
          "their order.\n\n"
          "The exit code is 0 if there was ever such a row, 1 if not.",
      .examples = "portreg log 443/tcp\tevery change on record\n"
                  "portreg log --oneline compressnet\ta line for each\n"
                  "portreg log -n 1 https\tthe last change\n"
                  "portreg log https --ndjson | jq -r '.date + \" \" + .event'\tfor programs",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_TEXT,
      .groups = GROUPS_LINES,
      .listing = &listing_of_changes,
      .operand_min = 1,
      .operand_max = 1,
      .options = { { "oneline", NULL, "one line for each change", ARGUMENT_NONE, 0, 0 },
                   { "max-count", "N", "the last N changes", ARGUMENT_TEXT, 0, 'n' } } },
    { .name = "check",
      .summary = "a service name against RFC 6335, or a registry file for oddities",
      .synopsis = "[OPTION]... NAME|FILE...",
      .description =
          "An operand that is a file, '-' or holds a slash or a dot is read as a registry, and "
          "every oddity is listed with its place. Any other operand is checked as a name to be "
          "registered: its syntax, whether it is taken, what it is near to. A snapshot is not "
          "checked but proved whole, by verify. Where a list such as /etc/services differs from "
          "IANA's registry, compare tells.\n\n"
          "For programs, --csv, --raw and --ndjson print a line for each finding, of files and "
          "names alike: file, line, column, name, offset, id, severity, section, message; what a "
          "file or a name does not have is empty, null in NDJSON. A name without a finding has no "
          "line.\n\n"
          "The exit code is 3 if there was an error (for names; with --strict also a warning, for "
          "both), 2 if a file cannot be read.",
      .examples = "portreg check my-service\ta name\n"
                  "portreg check service-names-port-numbers.xml\ta file\n"
                  "portreg check --only range-overlap --strict ports.csv\tone kind of oddity\n"
                  "portreg check --csv registry.xml > findings.csv\tfor a spreadsheet",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_FILE,
      .groups = GROUPS_LINES,
      .listing = &listing_of_findings,
      .operand_min = 1,
      .operand_max = SIZE_MAX,
      .options = { { "name", NULL, "the operands are names; - reads them from standard input",
                     ARGUMENT_NONE, 0, 0 },
                   { "file", NULL, "the operands are files", ARGUMENT_NONE, 0, 0 },
                   { "from", "FORMAT", "format of the file", ARGUMENT_FORMAT_READ, 0, 0 },
                   { "only", "ID", "only this rule or diagnostic (repeatable)", ARGUMENT_RULE, 0,
                     0 },
                   { "severity", "LEVEL", "only from note, warning or error upwards",
                     ARGUMENT_SEVERITY, 0, 0 },
                   { "strict", NULL, "warnings count as errors", ARGUMENT_NONE, 0, 0 },
                   { "summary", NULL, "how often each oddity of a file occurs", ARGUMENT_NONE, 0,
                     0 } } },
    { .name = "rules",
      .summary = "the rules and diagnostics that check knows",
      .synopsis = "[OPTION]...",
      .description = "Lists each rule for names, ports, service codes and TXT keys and each "
                     "diagnostic of registry files: id, severity, section of the RFC, meaning.",
      .examples = "portreg rules\tall of them",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_NONE,
      .groups = GROUP_JSON | GROUP_TERMINAL,
      .operand_max = 0 },
    { .name = "compile",
      .summary = "registry files into one snapshot",
      .synopsis = "[OPTION]... FILE|FOLDER|ARCHIVE... -o OUT",
      .description =
          "Reads one version or hundreds of dated ones, in any format, compressed or in a tar "
          "archive, and writes one snapshot that answers as of any of their dates. '-' is standard "
          "input, a snapshot counts as its versions. A version whose format carries no date has "
          "that of --date, else the one in the file's name, else today's.\n\n"
          "OUT is replaced as a whole or not at all. Two different versions of one date are a "
          "conflict (exit code 3).",
      .examples = "portreg compile service-names-port-numbers.xml -o iana.portreg\tone version\n"
                  "portreg compile history.tar.zst -o iana.portreg\twith history\n"
                  "portreg compile /etc/services --date 2024-01-30 --layer local -o local.portreg"
                  "\ta list as a layer",
      .program = PROGRAM_COMPILE,
      .operand = ARGUMENT_FILE,
      .groups = GROUP_JSON | GROUP_TERMINAL,
      .operand_min = 1,
      .operand_max = SIZE_MAX,
      .options = { { "output", "FILE", "the snapshot to write", ARGUMENT_FILE, 0, 'o' },
                   { "from", "FORMAT", "format of the input", ARGUMENT_FORMAT_READ, 0, 0 },
                   { "date", "DATE", "date of a version whose format has none", ARGUMENT_DATE, 0,
                     0 },
                   { "layer", "NAME", "name of the layer (default iana, for a list such as "
                                      "/etc/services the file's name)", ARGUMENT_TEXT, 0, 0 },
                   { "jobs", "N", "threads (default: one per core)", ARGUMENT_TEXT, 0, 'j' } } },
    { .name = "convert",
      .summary = "a registry from one format into another",
      .synopsis = "[OPTION]... IN --to FORMAT",
      .description =
          "IN is a file of any format that can be read, a snapshot, or '-' for standard input. "
          "FORMAT follows from the name of the output where it is not given. Of several versions "
          "the newest is written, or the one at --as-of.",
      .examples = "portreg convert iana.portreg --to csv\tto standard output\n"
                  "portreg convert iana.portreg --as-of 2019 -o 2019.xml\tIANA's own bytes\n"
                  "zcat list.csv.gz | portreg convert - --to json\tfrom a pipe",
      .program = PROGRAM_COMPILE,
      .operand = ARGUMENT_FILE,
      .groups = GROUP_AS_OF | GROUP_TERMINAL,
      .operand_min = 1,
      .operand_max = 1,
      .options = { { "from", "FORMAT", "format of the input", ARGUMENT_FORMAT_READ, 0, 0 },
                   { "to", "FORMAT", "format to write", ARGUMENT_FORMAT_WRITE, 0, 0 },
                   { "date", "DATE", "date of a version whose format has none", ARGUMENT_DATE, 0,
                     0 },
                   { "output", "FILE", "write to a file", ARGUMENT_FILE, 0, 'o' } } },
    { .name = "update",
      .summary = "fetch the registry, add the version to the snapshot",
      .synopsis = "[OPTION]...",
      .description =
          "Fetches IANA's registry over https and adds it to the snapshot as a version. Nothing is "
          "fetched or written where the snapshot has the newest version. A version that is older, "
          "or lost more than a tenth of its rows, is refused; so is a damaged snapshot. Whatever "
          "happens on the way, the old snapshot stays whole.\n\n"
          "The snapshot is the one that --registry or PORTREG_REGISTRY names, else that of the "
          "system for root and that of the user for others. What the server said for the next "
          "conditional request is kept beside it, with '.fetch' at the end of its name.",
      .examples = "portreg update\tfrom IANA\n"
                  "portreg update --from registry.xml\tfrom a file\n"
                  "portreg update --registry acme.portreg --from https://acme.example/ports.xml"
                  "\tan organisation's own",
      .program = PROGRAM_UPDATE,
      .operand = ARGUMENT_NONE,
      .groups = GROUP_REGISTRY | GROUP_TERMINAL,
      .operand_max = 0,
      .options = { { "from", "SOURCE", "a file, an address, or - for standard input", ARGUMENT_FILE,
                     0, 0 },
                   { "date", "DATE", "date of a version whose format has none", ARGUMENT_DATE, 0,
                     0 },
                   { "force", NULL, "accept a version that looks wrong", ARGUMENT_NONE, 0, 0 },
                   { "system", NULL, "write the system's snapshot", ARGUMENT_NONE, 0, 0 },
                   { "layer", "NAME", "name of the layer (default iana)", ARGUMENT_TEXT, 0, 0 },
                   { "cacert", "FILE", "trust these certificates instead of the system's",
                     ARGUMENT_FILE, 0, 0 },
                   { "connect-timeout", "SECONDS", "for the connection (default 15)", ARGUMENT_TEXT,
                     0, 0 },
                   { "stall-timeout", "SECONDS", "below 1 KiB a second (default 30)", ARGUMENT_TEXT,
                     0, 0 },
                   { "timeout", "SECONDS", "for the whole transfer (default 300)", ARGUMENT_TEXT, 0,
                     0 } } },
    { .name = "serve",
      .summary = "publish the registry as a web site and API",
      .synopsis = "[OPTION]...",
      .description =
          "Serves the snapshots over HTTP until a signal says to stop: pages to search and browse, "
          "an API under /v1, the registry's files at IANA's addresses. A snapshot that is replaced "
          "or comes into the folders is published within a second or two, without a request being "
          "dropped; SIGHUP does it at once and opens the access log anew.\n\n"
          "It listens on 127.0.0.1:8080 unless --listen says otherwise, or on the sockets that "
          "systemd passes. TLS belongs to a proxy in front; see portreg-serve(8).",
      .examples = "portreg serve\ton http://127.0.0.1:8080/\n"
                  "portreg serve --listen 0.0.0.0:80 --url http://ports.example\tfor everybody\n"
                  "portreg serve --access-log -\ta JSON line for each request",
      .program = PROGRAM_SERVE,
      .operand = ARGUMENT_NONE,
      .groups = GROUP_REGISTRY,
      .operand_max = 0,
      .options = { { "listen", "ADDRESS", "ADDRESS:PORT to listen on; may be repeated",
                     ARGUMENT_TEXT, 0, 0 },
                   { "url", "URL", "where readers find it, for links in feeds", ARGUMENT_TEXT, 0,
                     0 },
                   { "access-log", "FILE", "append a JSON line for each request; - for standard "
                                           "output",
                     ARGUMENT_FILE, 0, 0 },
                   { "threads", "N", "threads (default: one per core)", ARGUMENT_TEXT, 0, 0 },
                   { "connections", "N", "connections at once (default 4096)", ARGUMENT_TEXT, 0,
                     0 },
                   { "connections-per-address", "N",
                     "of one address; 0 for no limit (default 256)", ARGUMENT_TEXT, 0, 0 },
                   { "idle-timeout", "S", "seconds without a byte until a connection is closed "
                                          "(default 15)",
                     ARGUMENT_TEXT, 0, 0 },
                   { "head-timeout", "S", "seconds for a request's head (default 30)",
                     ARGUMENT_TEXT, 0, 0 },
                   { "body-timeout", "S", "seconds for its body (default 30)", ARGUMENT_TEXT, 0,
                     0 },
                   { "answer-timeout", "S", "seconds to take the answer in (default 300)",
                     ARGUMENT_TEXT, 0, 0 } } },
    { .name = "versions",
      .summary = "the dates that the snapshot holds",
      .synopsis = "[OPTION]...",
      .description = "Lists the versions of each layer, newest first.",
      .examples = "portreg versions\tall of them\n"
                  "portreg versions --raw -o date\ttheir dates alone",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_NONE,
      .groups = GROUPS_LIST,
      .listing = &listing_of_versions,
      .operand_max = 0 },
    { .name = "sources",
      .summary = "the layers that are read, and how old they are",
      .synopsis = "[OPTION]...",
      .description = "Lists the snapshots in the order in which they answer: layer, date of the "
                     "version, age, versions, rows, path.",
      .examples = "portreg sources\tthe standard places\n"
                  "portreg sources --raw -o layer,age\thow many days old they are",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_NONE,
      .groups = GROUPS_LIST,
      .listing = &listing_of_sources,
      .operand_max = 0 },
    { .name = "verify",
      .summary = "prove that a snapshot is whole",
      .synopsis = "[OPTION]... [FILE]...",
      .description = "Checks every checksum, order and offset of the files, or of the snapshots "
                     "that would be read. The exit code is 2 if one is damaged.",
      .examples = "portreg verify\tthe snapshots in use\nportreg verify iana.portreg\ta file",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_FILE,
      .groups = GROUP_REGISTRY | GROUP_TERMINAL,
      .operand_max = SIZE_MAX },
    { .name = "completions",
      .summary = "the completion script for a shell",
      .synopsis = "bash|zsh|fish",
      .description = "Prints a script to be read by the shell.",
      .examples = "eval \"$(portreg completions bash)\"\tfor this session\n"
                  "portreg completions fish > ~/.config/fish/completions/portreg.fish\tfor good",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_SHELL,
      .groups = 0,
      .operand_min = 1,
      .operand_max = 1 },
    { .name = "help",
      .summary = "help on a command",
      .synopsis = "[COMMAND]",
      .description = "Shows what a command does, its options and examples; without COMMAND, all "
                     "commands.",
      .examples = "portreg help search\ton search\nportreg help --json\tthe table of commands",
      .program = PROGRAM_PORTREG,
      .operand = ARGUMENT_COMMAND,
      .groups = GROUP_JSON | GROUP_TERMINAL,
      .operand_max = 1 },
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))
#define SHARED_COUNT (sizeof(shared_options) / sizeof(shared_options[0]))

const struct command *command_at(size_t index)
{
    return index < COMMAND_COUNT ? &commands[index] : NULL;
}

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

const struct command_option *command_shared_option(size_t index)
{
    return index < SHARED_COUNT ? &shared_options[index] : NULL;
}

const char *command_program_name(enum command_program program)
{
    static const char *const names[PROGRAM_COUNT] = { "portreg", "portreg-compile",
                                                      "portreg-update", "portreg-serve" };
    return names[program];
}

static bool option_matches(const struct command_option *option, const char *name, size_t size,
                           char letter)
{
    if (letter != 0) {
        return option->letter == letter;
    }
    return strlen(option->name) == size && memcmp(option->name, name, size) == 0;
}

static const struct command_option *own_option(const struct command *command, const char *name,
                                               size_t size, char letter)
{
    for (size_t i = 0; i < COMMAND_OPTIONS_MAX && command->options[i].name != NULL; i++) {
        if (option_matches(&command->options[i], name, size, letter)) {
            return &command->options[i];
        }
    }
    return NULL;
}

static const struct command_option *find_option(const struct command *command, const char *name,
                                                size_t size, char letter)
{
    const struct command_option *found = NULL;
    uint32_t groups = UINT32_MAX;

    if (command != NULL) {
        found = own_option(command, name, size, letter);
        groups = command->groups | GROUP_ALWAYS;
    }
    for (size_t i = 0; found == NULL && i < SHARED_COUNT; i++) {
        if ((shared_options[i].group & groups) != 0 &&
            option_matches(&shared_options[i], name, size, letter)) {
            found = &shared_options[i];
        }
    }
    for (size_t i = 0; command == NULL && found == NULL && i < COMMAND_COUNT; i++) {
        found = own_option(&commands[i], name, size, letter);
    }
    return found;
}

const struct command_option *command_option_find(const struct command *command, const char *name,
                                                 size_t size)
{
    return find_option(command, name, size, 0);
}

const struct command_option *command_option_letter(const struct command *command, char letter)
{
    return find_option(command, NULL, 0, letter);
}
