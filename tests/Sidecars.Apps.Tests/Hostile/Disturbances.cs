namespace Sidecars.Apps.Hostile;

/// <summary>What nothing keeps the attacker from doing: the sidecar has to live with it, or with its end.</summary>
internal static class Disturbances
{
    private const string StartedAgain = "ends it: it is started again and goes on with its token";
    private const string Holds = "answers the next one";
    private const string Ignored = "logged; what held before still holds";
    private const string NotUsed = "refused: exit 8, nothing of it is run or followed";

    public static IReadOnlyList<Attack> Signals { get; } =
    [
        Signal("SIGHUP, two hundred times", "for i in $(seq 200); do kill -HUP $T; done", "refreshes, within the mint limit"),
        Signal("SIGSTOP, and SIGCONT after a second", "kill -STOP $T; sleep 1; kill -CONT $T", "is held up for as long; the tokens stay readable"),
        Signal("The lowest priority", "perl -e 'setpriority 0, $ENV{T} + 0, 19 or die $!'", "degrades: it is slower"),
        Signal("SIGPIPE, SIGCHLD, SIGWINCH, SIGURG and SIGCONT", "for s in PIPE CHLD WINCH URG CONT; do kill -$s $T; done", "nothing comes of it"),
        Ending("SIGTERM", "TERM"),
        Ending("SIGINT", "INT"),
        Ending("SIGQUIT", "QUIT"),
        Ending("SIGABRT", "ABRT"),
        Signal("SIGSEGV, until it works", "while kill -SEGV $T 2>&-; do sleep 0.2; done", StartedAgain) with { Ends = true },
        Ending("SIGUSR1", "USR1"),
        Signal("No open file more (prlimit)", "perl -e 'syscall(302, $ENV{T} + 0, 7, $v = pack(\"QQ\", 0, 0), 0) == 0 or die $!'", "degrades: no new token, until it is started again"),
        Ending("SIGKILL", "KILL"),
    ];

    /// <summary>On the port $M for metrics and probes.</summary>
    public static IReadOnlyList<Attack> Requests { get; } =
    [
        Request("Half of a request, on two hundred connections", "for (1..200) { push @s, $s = new(); print $s 'GET /met' } sleep 1"),
        Request("Two hundred connections that never say anything", "push @s, new() for 1..200; sleep 1"),
        Request("A request's line of a megabyte", "$s = new(); print $s 'GET /' . 'x' x 1048576 . \" HTTP/1.1\\r\\n\\r\\n\""),
        Request("A thousand headers", "$s = new(); print $s \"GET /metrics HTTP/1.1\\r\\n\"; print $s \"X-$_: y\\r\\n\" for 1..1000; print $s \"\\r\\n\""),
        Request("A body of a megabyte", "$s = new(); print $s \"POST /metrics HTTP/1.1\\r\\nContent-Length: 1048576\\r\\n\\r\\n\" . 'x' x 1048576"),
        Request("Bytes that are no HTTP", "$s = new(); print $s join '', map chr, 0..255"),
        Request("A path that climbs to the key", "for $p ('/../../var/run/secrets/github-app/private-key', '/%2e%2e/%2e%2e/var/run/secrets/github-app/private-key', '//var/run/github-state/state.json', 'file:///var/run/github-state/state.json') { $s = new(); print $s \"GET $p HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n\"; $a = <$s>; die $a if $a =~ / 200 / }"),
        Request("POST, PUT, DELETE and PATCH", "for $m (qw(POST PUT DELETE PATCH)) { $s = new(); print $s \"$m /metrics HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 0\\r\\n\\r\\n\"; $a = <$s>; die $a if $a =~ / 200 / }"),
        Request("Listens on its port, too", "for $h ('127.0.0.1', '0.0.0.0') { die if IO::Socket::INET->new(LocalAddr => $h, LocalPort => $ENV{M}, Listen => 1, ReuseAddr => 1, ReusePort => 1) }"),
    ];

    public static IReadOnlyList<Attack> Annotations { get; } =
    [
        Annotation("Access beyond the ceiling", "access", "write"),
        Annotation("Access that there is not", "access", "admin"),
        Annotation("Access with more behind it", "access", "read\nwrite"),
        Annotation("Access of 200 kB", "access", new string('w', 200_000)),
        Annotation("Access of control characters", "access", "\u0001\u001b[2Jwrite\u0000"),
        Annotation("A repository beyond the ceiling", "repos", "acme/web acme/api"),
        Annotation("The whole installation", "repos", "*"),
        Annotation("A repository on another host", "repos", "https://evil.example/acme/web"),
        Annotation("Repositories that climb", "repos", "acme/../../web"),
        Annotation("Twenty thousand repositories", "repos", string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"acme/r{i}"))),
        Annotation("Five hundred changes at once", "access", "write") with { Times = 500 },
    ];

    /// <summary>In the clone /workspace/web, before git-clone runs again.</summary>
    public static IReadOnlyList<Attack> Plants { get; } =
    [
        Plant("A program in the clone's configuration", "git config core.fsmonitor 'touch /workspace/ran; false'", "git status"),
        Plant("A hook, and where hooks are", "mkdir h; printf '#!/bin/sh\\ntouch /workspace/ran\\n' >h/post-checkout; chmod +x h/post-checkout; git config core.hooksPath h", "git checkout --detach"),
        Plant("A filter", "git config filter.x.smudge 'touch /workspace/ran; cat'; echo '* filter=x' >.git/info/attributes", "rm -f README.md; git checkout ."),
        Plant("A credential helper", "git config credential.helper '!touch /workspace/ran'", "git -c credential.interactive=0 credential fill </dev/null; git credential approve <<'E'\nprotocol=https\nhost=x\nusername=a\npassword=b\nE"),
        Plant("A link in the clone's place", "cd ..; mv web away; ln -s /var/run/github web"),
        Plant("A link in .git's place", "mv .git ../away; ln -s /var/run/github .git"),
        Plant("A file that says where .git is", "mv .git ../away; echo 'gitdir: /workspace/away' >.git"),
        Plant("A pipe as HEAD", "rm .git/HEAD; mkfifo .git/HEAD"),
        Plant("A pipe as configuration", "rm .git/config; mkfifo .git/config"),
        Plant("A pipe in the clone's place", "cd ..; mv web away; mkfifo web"),
        Plant("Another's objects", "echo /proc/1/root >.git/objects/info/alternates"),
        Plant("A directory that is a link for moments", """
            mkdir -p ../elsewhere; touch ../races
            (perl -e 'while (-e "../races") { rename "docs", "moved"; symlink "../elsewhere", "docs"; unlink "docs"; rename "moved", "docs"; select undef, undef, undef, 0.001 }' >/dev/null 2>&1 &)
            """) with { Result = "where the kernel has Landlock, nothing is written where it leads", ExitCodes = [0, 7, 8], Times = 5 },
    ];

    /// <summary>In the clone, before git-clone brings it up to date.</summary>
    public static IReadOnlyList<Attack> Starvations { get; } =
    [
        Starvation("All room of the clones' volume", "head -c 1G /dev/zero >../fill"),
        Starvation("All inodes of the clones' volume", "perl -e 'mkdir \"../fill\"; for (;;) { open F, \">\", \"../fill/\" . $n++ or last }'"),
    ];

    /// <summary>kubelet gives all containers of a pod the same /etc/hosts; on port $P at github.test the attacker says that he is GitHub.</summary>
    public static Attack Name { get; } = new("GitHub's name leads to the attacker (/etc/hosts)", """
        mkdir /workspace/attacker; cd /workspace/attacker
        printf '[req]\ndistinguished_name = d\n[d]\n' >settings
        openssl req -config settings -x509 -newkey rsa:2048 -nodes -keyout key -out certificate -subj /CN=github.test -addext subjectAltName=DNS:github.test 2>&-
        (sleep infinity | openssl s_server -accept 127.0.0.2:$P -key key -cert certificate -quiet >heard 2>&1 &)
        echo '127.0.0.2 github.test' >/etc/hosts
        for i in $(seq 100); do curl --insecure --silent --max-time 1 https://github.test:$P/potent; grep -q /potent heard && exit 0; sleep 0.1; done; cat heard; exit 1
        """, Attackers.Root, "degrades: the certificate is refused and nothing is sent; no new token until the name is right again");

    public static IReadOnlyList<Attack> All { get; } = [.. Signals, .. Requests, .. Annotations, .. Plants, .. Starvations, Name];

    private static Attack Signal(string name, string script, string result) => new(name, script, Attackers.SameUser, result);

    private static Attack Ending(string name, string signal) => Signal(name, $"kill -{signal} $T", StartedAgain) with { Ends = true };

    private static Attack Request(string name, string script)
        => new(name, $"perl -MIO::Socket::INET -e '$SIG{{PIPE}} = \"IGNORE\"; sub new {{ IO::Socket::INET->new(PeerAddr => \"127.0.0.1\", PeerPort => $ENV{{M}}) or die $! }} {script.Replace("'", "'\\''", StringComparison.Ordinal)}'", Attackers.App, Holds);

    private static Attack Annotation(string name, string annotation, string value) => new(name, value, Attackers.None, Ignored) { Annotation = $"github-app/{annotation}" };

    private static Attack Starvation(string name, string script) => new(name, $"cd /workspace/web; {script} 2>&-; true", Attackers.App, "exit 7: the clone stays as it was, and is brought up to date when there is room");

    /// <param name="potent">What makes it run, where somebody uses git there.</param>
    private static Attack Plant(string name, string script, string? potent = null) => new(name, $"cd /workspace/web; {script}", Attackers.App, NotUsed)
    {
        Trigger = potent,
        IsPotent = potent is not null,
        ExitCodes = [8],
    };
}
