using System.Runtime.InteropServices;
using GitHubEmulator;
using Sidecars.Apps.Support;

namespace Sidecars.Apps.Secrecy;

/// <summary>How git-clone fails. Each is given the token, or a password in its place.</summary>
internal static class CloneErrorPaths
{
    private static readonly byte[] Film = [.. Enumerable.Range(0, 9_000).Select(i => (byte)(i * i / 7))];

    /// <summary>Before git is run.</summary>
    public static IReadOnlyList<ErrorPath> OfSettings { get; } =
    [
        new("an unknown option with a password", 2, "There is no option --passwrd.", $"--passwrd={Bait.Password.Value}"),
        new("an argument too many, a token", 2, "There is an argument that belongs to no option.", Bait.Token.Value),
        new("nothing to clone", 3, "Nothing says what to clone", stage => stage.Environment.Remove("WORKSPACE_REPOS")),
        new("the whole installation", 3, "names no repository to clone", "--repos", "*"),
        new("a repository's URL with a password", 3, "--repo", stage => stage.Arguments.AddRange(["--repo", $"https://{Bait.UrlUser}@{stage.Pod.GitHub.ServerUrl.Authority}/acme/web"])),
        new("a list with a token in a URL", 3, "--repos", "--repos", $"acme/web https://x-access-token:{Bait.Token.Value}@github.com/acme/api"),
        new("a token for a repository", 3, "--repo", "--repo", Bait.Token.Value),
        new("a commit for several repositories", 3, "go with one repository", "--repos", "acme/web acme/api", "--commit", new string('a', 40)),
        new("two repositories in one place", 3, "two repositories would go to", "--repos", "acme/web acme/api=web"),
        new("one repository inside of another", 3, "is inside of another", "--repos", "acme/web acme/api=web/api"),
        new("a commit that is a token", 3, "--commit", "--repo", "acme/web", "--commit", Bait.Token.Value),
        new("a ref that is a token", 3, "--ref", "--repo", "acme/web", "--ref", $"-{Bait.Token.Value}"),
        new("a depth with a password", 3, "--depth", "--depth", $"https://{Bait.UrlUser}@github.com"),
        new("a filter that is a token", 3, "--filter", "--filter", Bait.Token.Value),
        new("a sparse directory with a password", 3, "--sparse", "--sparse", $"../https://{Bait.UrlUser}@github.com"),
        new("signers that are not there", 3, "there is no file", "--allowed-signers", $"/run/{Bait.Token.Value}"),
        new("an identity with a password", 3, "--identity", "--identity", $"https://{Bait.UrlUser}@github.com"),
        new("so many jobs as a token", 3, "--jobs", "--jobs", Bait.Token.Value),
        new("a flag that is a token", 3, "write true or false", $"--lfs={Bait.Token.Value}"),
        new("a file of events that is none", 3, "is not the absolute path of a file", "--events-file", $"events/{Bait.Token.Value}"),
        new("a listener of events on another machine", 3, "--events-url", "--events-url", $"https://hooks.example/{Bait.Hook.Value}"),
        new("a session that is a book", 3, "is not a session's ID", "--event-session", $"{Bait.Token.Value} {new string('x', 300)}"),
        new("a link without --sync", 3, "this goes with --sync", "--link", Bait.Token.Value),
        new("large files with --sync", 3, "goes with --in-place", "--sync", "--lfs"),
        new("a link with --in-place", 3, "does not go with --in-place", "--sync", "--in-place", "--link", "x"),
        new("--in-place without a directory", 3, "needs --private-dir", "--sync", "--in-place"),
        new("a private directory that is not there", 3, "there is no directory", "--sync", "--private-dir", $"/run/{Bait.Token.Value}"),
        new("a private directory that everybody reads", 3, "are one inside of the other", stage => stage.Arguments.AddRange(["--dest", stage.Pod.Root, "--private-dir", stage.Pod.Home, "--sync"])),
        new("a link's name that is a path", 3, "is not a name for a link", "--sync", "--link", $"../{Bait.Token.Value}"),
        new("a period that is a token", 3, "--period", "--sync", "--period", Bait.Token.Value),
        new("a first sync that is a token", 3, "--first-sync", "--sync", "--first-sync", Bait.Token.Value),
        new("a webhook with a password", 3, "--webhook-url", "--sync", "--webhook-url", $"https://{Bait.UrlUser}@hooks.example/{Bait.Hook.Value}"),
        new("a file to touch that is no path", 3, "--touch-file", "--sync", "--touch-file", $"https://hooks.example/{Bait.Hook.Value}"),
        new("an address that is a token", 3, "--listen", "--sync", "--listen", Bait.Token.Value),
        new("a server's URL with a password", 3, "--server-url", stage => stage.Environment["GITHUB_SERVER_URL"] = $"https://{Bait.UrlUser}@ghe.example"),
        new("the key in place of an authority", 3, "holds no certificate in PEM form", stage => stage.Environment["GITHUB_CA_FILE"] = $"{stage.Pod.Credentials}/private-key"),
        new("system authorities that cannot be read", 3, "The system's certificate authorities", stage =>
        {
            using var authority = new Authority();
            stage.Environment["SSL_CERT_FILE"] = $"/run/{Bait.Token.Value}";
            stage.Environment["GITHUB_CA_FILE"] = stage.Write("ca.crt", authority.Pem);
        }),
        new("a proxy that is none, with a password", 3, "is not the URL of a proxy", stage => stage.Environment["HTTPS_PROXY"] = $"ftp://{Bait.UrlUser}@proxy.example"),
        new("a proxy on another machine for plain http, with a password", 3, "would see what goes to", stage => stage.Environment["HTTP_PROXY"] = $"http://{Bait.UrlUser}@proxy.example:3128"),
        new("no git", 3, "There is no git on the PATH", stage => stage.Environment["PATH"] = "/nowhere"),
        new("an old git that says a token", 3, "git is too old", stage => FakeGit(stage, $"echo git version 1.8 {Bait.Token.Value}")),
        new("a git that cannot be started", 3, "git cannot be started", stage => FakeGit(stage, null)),
        new("no credential", 3, "run generate-initial-token or token-refresher first", stage => Directory.Delete(stage.Pod.Output, recursive: true)),
        new("a Secret without a password", 3, "mount a Secret of type kubernetes.io/basic-auth", stage => stage.MountPassword(" ")),
        new("no room for the credential", 7, "git's credential goes there", stage => stage.Environment["TMPDIR"] = stage.Write("file", "")),
    ];

    public static IReadOnlyList<ErrorPath> OfGit { get; } =
    [
        new("a destination below a file", 7, "cannot be used", stage => stage.Arguments.AddRange(["--repo", "acme/web", "--dest", stage.Write("file", "") + "/web"])),
        new("a dead token", 5, "GitHub rejected the token", stage =>
        {
            stage.Pod.GitHub.IssuedTokens.ToList().ForEach(token => stage.Pod.GitHub.Revoke(token.Value));
        }),
        new("a wrong password", 5, "GitHub rejected the token", stage => stage.MountPassword()),
        new("a password of two lines", 5, "", stage => stage.MountPassword($"{Bait.Password.Value}\n[http]\n\tproxy = x")),
        new("a repository outside of the token", 5, "Either it does not exist", stage => { stage.Environment["WORKSPACE_REPOS"] = "acme/none"; }),
        new("a refusal that repeats a token", 5, "The token may not do this", stage => { stage.Pod.Fault(Operation.GitInfoRefs, FaultKind.Answer(403, $"{Bait.Token.Value} Basic {Basic(Bait.Token.Value)} may not"), int.MaxValue); }),
        new("a redirect with a secret", 5, "renamed", stage => stage.Pod.Fault(Operation.GitInfoRefs, FaultKind.RedirectTo(new Uri($"https://{Bait.UrlUser}@other.example/{Bait.Token.Value}")), int.MaxValue)),
        new("two of three repositories", 5, "could not be cloned. The first", stage => { stage.Environment["WORKSPACE_REPOS"] = "acme/web acme/none acme/nil"; }),
        new("no such branch", 9, "has no branch or tag", "--repo", "acme/web", "--ref", "none"),
        new("no such commit", 9, "check the commit", "--repo", "acme/web", "--commit", new string('a', 40)),
        new("a tag of no commit", 9, "but it is not of a commit", async stage => stage.Pod.Web.Tag("tree", (await Command.OutputOfAsync("git", $"--git-dir={stage.Pod.Web.Path}", "rev-parse", "main^{tree}")).Trim()), "--repo", "acme/web", "--ref", "tree"),
        new("a commit that nobody signed", 9, "sign", async stage => stage.Arguments.AddRange(["--allowed-signers", (await Signer.CreateAsync(stage.Pod)).AllowedSigners])),
        new("a private key for a signer", 9, "sign", stage => stage.Arguments.AddRange(["--allowed-signers", stage.Write("planted-key", Bait.SshPem)])),
        new("files in the way", 8, "stays as it is", stage => Plant(stage, "web/theirs.txt", "theirs")),
        new("a clone whose URL has a password", 8, "stays as it is", stage => PlantCloneAsync(stage, "remote.origin.url", $"https://{Bait.UrlUser}@{stage.Pod.GitHub.ServerUrl.Authority}/acme/web")),
        new("a clone whose configuration has a header", 8, "stays as it is", stage => PlantCloneAsync(stage, "http.extraHeader", $"Authorization: Basic {Basic(Bait.Token.Value)}")),
        new("a clone of another server, with a token", 8, "stays as it is", stage => PlantCloneAsync(stage, "remote.origin.url", $"https://x-access-token:{Bait.Token.Value}@other.example/acme/web")),
        new("a proxy with a password, and no such branch", 9, "has no branch or tag", stage => (stage.Environment["HTTP_PROXY"], stage.Environment["NO_PROXY"]) = ($"http://{Bait.UrlUser}@127.0.0.1:{stage.Pod.GitHub.ServerUrl.Port}", "nothing"), "--repo", "acme/web", "--ref", "none"),
        new("a submodule's URL with a token", 3, "its submodules were not", stage => AddSubmodule(stage, $"[submodule \"api\"]\n\tpath = api\n\turl = https://x-access-token:{Bait.Token.Value}@{stage.Pod.GitHub.ServerUrl.Authority}/acme/api\n"), "--submodules"),
        new("a submodule's URL with a password, of another server", 3, "its submodules were not", stage => AddSubmodule(stage, $"[submodule \"api\"]\n\tpath = api\n\turl = https://{Bait.UrlUser}@other.example/acme/api\n"), "--submodules"),
        new("large files that nobody has", 5, "", stage => stage.Pod.Web.Commit("main", Change.File(".gitattributes", "*.bin filter=lfs\n"), Change.File("film.bin", $"version https://git-lfs.github.com/spec/v1\noid sha256:{new string('a', 64)}\nsize 12\n")), "--lfs"),
        new("large files that the token may not have", 5, "", stage => { WithFilm(stage); stage.Pod.Fault(Operation.LfsBatch, FaultKind.Answer(403, $"Forbidden {Bait.Token.Value}"), int.MaxValue); }, "--lfs"),
        new("a signed link that is not taken", 5, "", stage => { WithFilm(stage); stage.Pod.Fault(Operation.LfsDownload, FaultKind.Answer(403, "Signature expired"), int.MaxValue); }, "--lfs"),
        new("a listener of events that is not there", 0, "Events cannot be told to", "--events-url", $"http://localhost:1/{Bait.Hook.Value}?token={Bait.Hook.Value}"),
        new("a file of events behind a link", 0, "Events cannot be told to", stage => stage.Arguments.AddRange(["--events-file", Linked(stage)])),
        new("events of a failure, to a listener", 9, "has no branch or tag", stage => stage.Arguments.AddRange(["--events-url", $"{stage.Hear(LoopbackServer.Answer("200 OK"))}/{Bait.Hook.Value}"]), "--repo", "acme/web", "--ref", "none"),
        new("asked to stop", 143, "Stopped, as asked", stage => stage.Pod.Fault(Operation.GitInfoRefs, FaultKind.Hang(), int.MaxValue)) { MeanwhileAsync = StopAtGitAsync },

        new("a proxy with a password that nobody answers at", 6, "", stage => (stage.Environment["HTTP_PROXY"], stage.Environment["NO_PROXY"]) = ($"http://{Bait.UrlUser}@127.0.0.1:1", "nothing")) { IsLong = true },
        new("a server in trouble", 6, "Try again later", stage => stage.Pod.Fault(Operation.GitInfoRefs, FaultKind.HtmlError(503), int.MaxValue)) { IsLong = true },
        new("a link to a storage that is gone", 6, "", stage => { WithFilm(stage); stage.Pod.GitHub.LfsStorage = new Uri("http://127.0.0.1:1"); }, "--lfs") { IsLong = true },
    ];

    public static IReadOnlyList<ErrorPath> OfSync { get; } =
    [
        new("a dead token at first", 5, "GitHub rejected the token", stage =>
        {
            stage.Pod.GitHub.IssuedTokens.ToList().ForEach(token => stage.Pod.GitHub.Revoke(token.Value));
        }, "--first-sync", "fail"),
        new("an empty repository", 9, "has no commit yet", stage => stage.Pod.Web.Unbranch("main"), "--first-sync", "fail"),
        new("no such branch at first", 9, "has no branch or tag", "--first-sync", "fail", "--repo", "acme/web", "--ref", "none"),
        new("a destination below a file", 7, "cannot be used", stage => stage.Arguments.AddRange(["--repo", "acme/web", "--dest", stage.Write("file", "") + "/web"]), "--first-sync", "fail"),
        new("a private directory that is full of something else", 7, "", stage => { Directory.CreateDirectory($"{stage.Pod.Root}/private"); stage.Arguments.AddRange(["--private-dir", $"{stage.Pod.Root}/private"]); stage.Within.AddRange(["unshare", "--mount", "sh", "-c", $"mount -t tmpfs -o ro none {stage.Pod.Root}/private && exec \"$0\" \"$@\""]); }, "--first-sync", "fail"),
        new("a dead token later", 0, "Could not sync", _ => { })
        {
            MeanwhileAsync = async (stage, command) =>
            {
                await command.SaysAsync("Published");
                stage.Pod.GitHub.IssuedTokens.ToList().ForEach(token => stage.Pod.GitHub.Revoke(token.Value));
                    command.Signal(PosixSignal.SIGHUP);
                await TokenErrorPaths.StopWhenSaidAsync("Could not sync")(stage, command);
            },
        },
        new("a webhook that nobody takes", 0, "was not told", "--webhook-url", $"http://localhost:1/{Bait.Hook.Value}?token={Bait.Hook.Value}") { MeanwhileAsync = TokenErrorPaths.StopWhenSaidAsync("was not told") },
        new("a webhook that answers 500", 0, "was not told", stage => stage.Arguments.AddRange(["--webhook-url", $"{stage.Hear(LoopbackServer.Answer($"500 {Bait.Token.Value}"))}/{Bait.Hook.Value}"])) { MeanwhileAsync = TokenErrorPaths.StopWhenSaidAsync("was not told") },
        new("a file to touch that cannot be", 0, "Could not notify", "--touch-file", $"/proc/1/{Bait.Token.Value}") { MeanwhileAsync = TokenErrorPaths.StopWhenSaidAsync("Could not notify") },
        new("an address that is taken", 3, "cannot be listened on", stage => stage.Arguments.AddRange(["--listen", new Uri(stage.Hear("")).Authority])),

        new("a webhook that nobody takes, once", 6, "but the webhook at", "--one-time", "--webhook-url", $"http://localhost:1/{Bait.Hook.Value}") { IsLong = true },
    ];

    private static string Basic(string password) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"x-access-token:{password}"));

    private static async Task StopAtGitAsync(Stage stage, Command command)
    {
        // The one that hangs, and not the token's proof.
        await stage.Pod.GitHub.WaitForRequestAsync(request => request.Operation == Operation.GitInfoRefs && request.Status == 0);
        command.Signal(PosixSignal.SIGTERM);
    }

    private static void FakeGit(Stage stage, string? script)
    {
        var file = $"{Directory.CreateDirectory($"{stage.Pod.Root}/planted-bin").FullName}/git";
        File.WriteAllText(file, script is null ? "" : $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        stage.Environment["PATH"] = Path.GetDirectoryName(file)!;
    }

    private static void Plant(Stage stage, string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName($"{stage.Pod.Workspace}/{path}")!);
        File.WriteAllText($"{stage.Pod.Workspace}/{path}", content);
    }

    /// <summary>A clone that somebody made by hand, with a secret of theirs in it.</summary>
    private static async Task PlantCloneAsync(Stage stage, string key, string value)
    {
        await Command.OutputOfAsync("git", "clone", "--quiet", stage.Pod.Web.Path, $"{stage.Pod.Workspace}/web");
        await Command.OutputOfAsync("git", "-C", $"{stage.Pod.Workspace}/web", "config", key, value);
        stage.Planted.Add($"{stage.Pod.Workspace}/web/.git/config");
    }

    private static void AddSubmodule(Stage stage, string gitmodules)
    {
        stage.Pod.Web.Commit("main", Change.File(".gitmodules", gitmodules), Change.Submodule("api", new string('1', 40)));
        stage.Planted.Add($"{stage.Pod.Workspace}/web/.gitmodules");
    }

    private static void WithFilm(Stage stage)
        => stage.Pod.Web.Commit("main", Change.File(".gitattributes", "*.bin filter=lfs\n"), Change.File("film.bin", stage.Pod.Web.StoreLfsObject(Film).PointerText));

    private static string Linked(Stage stage)
    {
        File.CreateSymbolicLink($"{stage.Pod.Root}/link", stage.Pod.Home);
        return $"{stage.Pod.Root}/link/events";
    }
}
