// What no paper of an honest business has in it. A rule's tag says which kinds of file it is about, `why` is told to
// the sender. Strings are long enough that compressed bytes do not hold them by chance.

rule eicar : every {
  meta: why = "it is the test virus"
  strings: $mark = "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
  condition: $mark
}

rule program : every {
  meta: why = "it holds a program"
  strings:
    $dos = "This program cannot be run in DOS mode"
    $elf = { 7F 45 4C 46 02 01 01 00 00 00 00 00 00 00 00 00 }
  condition: any of them
}

rule macros : office {
  meta: why = "it has macros in it"
  strings:
    $type = "application/vnd.ms-office.vbaProject"
    $main = ".macroEnabled." nocase
  condition: any of them
}

rule loads_from_elsewhere : office {
  meta: why = "it loads something from elsewhere when it is opened"
  strings:
    $after = /\/(attachedTemplate|oleObject|frame|subDocument)"[^>]{0,400}TargetMode="External"/
    $before = /TargetMode="External"[^>]{0,400}\/(attachedTemplate|oleObject|frame|subDocument)"/
    $field = /instrText[^<]{0,40}>\s{0,5}DDE(AUTO)?\s/
    $link = "<ddeLink "
  condition: any of them
}

rule active_pdf : pdf {
  meta: why = "it can run something by itself"
  strings:
    $plain = /\/(JavaScript|RichMedia|EmbeddedFile)\b/
    $escaped = /\/(#4A|J)(#61|a)(#76|v)(#61|a)(#53|S)(#63|c)(#72|r)(#69|i)(#70|p)(#74|t)/ nocase
  condition: any of them
}

rule page_in_a_paper : pdf {
  meta: why = "it is a web page at the same time"
  strings:
    $html = /<html[\s>]/ nocase
    $script = /<script[\s>]/ nocase
    $doctype = "<!doctype html" nocase
  condition: for any of them : ( $ in (0..2048) )
}

rule script_in_a_picture : picture {
  meta: why = "it has a script hidden in it"
  strings:
    $script = /<script[\s>]/ nocase
    $php = "<?php" nocase
    $html = /<html[\s>]/ nocase
    $svg = /<svg[\s>]/ nocase
    $event = /\bon(load|error)\s*=\s*['"]/ nocase
  condition: any of them
}

rule paper_in_a_picture : picture {
  meta: why = "it has another file hidden in it"
  strings:
    $pdf = "%PDF-"
    $zip = { 50 4B 03 04 14 00 }
  condition: $zip or $pdf in (0..2048)
}
