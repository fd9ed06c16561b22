namespace Sidecars.Apps.Hostile;

/// <summary>On the process $T, in a process namespace that is shared.</summary>
internal static class ProcessAttacks
{
    public static IReadOnlyList<Attack> All { get; } =
    [
        Read("Reads its environment", """test -n "$(tr '\0' x </proc/$T/environ)" """),
        Read("Reads its threads' environment", """test -n "$(cat /proc/$T/task/*/environ | tr '\0' x)" """),
        Read("Reads its memory", "perl -e 'open F, \"<\", \"/proc/$ENV{T}/mem\" or die $!'"),
        Read("Reads its memory through a thread", "perl -e 'open F, \"<\", \"/proc/$ENV{T}/task/$ENV{T}/mem\" or die $!'"),
        Read("Writes its memory", "perl -e 'open F, \"+<\", \"/proc/$ENV{T}/mem\" or die $!'"),
        Read("Reads its memory map", "grep -q . /proc/$T/maps"),
        Read("Reads its memory map with sizes", "grep -q . /proc/$T/smaps"),
        Read("Reads where its pages are", "head -c 8 /proc/$T/pagemap | wc -c | grep -x 8"),
        Read("Lists the files that it has mapped", "ls /proc/$T/map_files | grep -q ."),
        Read("Copies its program", "head -c 4 /proc/$T/exe | grep -q ELF"),
        Read("Looks into its root directory", "ls /proc/$T/root/ | grep -q ."),
        Read("Reads the key through its root directory", "cat /proc/$T/root/var/run/secrets/github-app/private-key || cat /proc/$T/root/etc/hosts"),
        Read("Reads the state through a thread's root directory", "cat /proc/$T/task/$T/root/var/run/github-state/state.json || cat /proc/$T/task/$T/root/etc/hosts"),
        Read("Writes to the tokens through its root directory", "touch /proc/$T/root/var/run/github/files/planted || touch /proc/$T/root/workspace/planted-$$"),
        Read("Looks into its working directory", "ls /proc/$T/cwd/ | grep -q ."),
        Read("Lists its open files", "ls /proc/$T/fd | grep -q .") with { By = Attackers.SameUser },
        new("Counts its open files", "ls /proc/$T/fd | grep -q .", Attackers.Root | Attackers.CapableRoot, "sees their numbers, and nothing of what they are"),
        Read("Sees what its open files are", "for f in /proc/$T/fd/*; do readlink $f && exit 0; done; exit 1"),
        Read("Signals it, without CAP_KILL", "kill -CONT $T") with { By = Attackers.App | Attackers.Root },
        Read("Opens its open files", "ls /proc/$T/fd/ && head -c 0 /proc/$T/fd/0"),
        Read("Reads where its open files stand", "grep -q . /proc/$T/fdinfo/0"),
        Read("Reads what the kernel gave it at its start", """test -n "$(tr '\0' x </proc/$T/auxv)" """),
        Read("Reads which system call it is in", "grep -q . /proc/$T/syscall"),
        Read("Takes its namespaces", "readlink /proc/$T/ns/mnt"),
        Read("process_vm_readv", Call("310, $t, $v = pack(\"QQ\", 4096, 8), 1, $w = pack(\"QQ\", 4096, 8), 1, 0", "$! == 14")),
        Read("process_vm_writev", Call("311, $t, $v = pack(\"QQ\", 4096, 8), 1, $w = pack(\"QQ\", 4096, 8), 1, 0", "$! == 14")),
        Read("ptrace, PTRACE_SEIZE", Call("101, 0x4206, $t, 0, 0")),
        Read("ptrace, PTRACE_ATTACH", Call("101, 16, $t, 0, 0")),
        Read("pidfd_getfd", Call("438, syscall(434, $t, 0), 0, 0")),
        Read("kcmp", Call("312, $t, $t, 0, 0, 0")) with { IsPotent = false },
        Read("get_robust_list", Call("274, $t, $v = \" \" x 8, $w = \" \" x 8")),
        Read("Forgets which pages it used (clear_refs)", "echo 1 >/proc/$T/clear_refs") with { By = Attackers.SameUser },
        Read("Chooses what is in its core dump", "echo 0xff >/proc/$T/coredump_filter") with { By = Attackers.SameUser },
        Read("Has it killed first when memory is short", "echo 1000 >/proc/$T/oom_score_adj") with { By = Attackers.SameUser },
        new("Has it killed first when memory is short, as the owner of that file", "echo 900 >/proc/$T/oom_score_adj", Attackers.Root, "degrades: where the node's memory is short, it ends first and is started again"),
        new("Lets it dump core", Call("302, $t, 4, $v = pack(\"QQ\", 4096, 4096), 0"), Attackers.Neighbours) { IsPotent = false },
    ];

    private static Attack Read(string name, string script) => new(name, script, Attackers.Neighbours);

    /// <summary>A system call, by its number on x86-64.</summary>
    private static string Call(string arguments, string orElse = "0") => $"perl -e '$t = $ENV{{T}} + 0; $n = syscall({arguments}); print \"$n $!\\n\"; exit($n >= 0 || {orElse} ? 0 : 1)'";
}
