using System.CommandLine;
using Sidecars.Cli;
using Sidecars.Git;
using Sidecars.Http;
using Sidecars.Linux;

var command = new RootCommand("Clones private repositories with the published token, to an exact commit, branch or tag. For an init container.");
GitCloneSettings.All.ToList().ForEach(command.Add);

return await Sidecar.RunAsync(command, args, whenStopped: ExitCode.Stopped, async (settings, loggers, cancellationToken) =>
{
    var server = GitCloneSettings.ReadServer(settings);
    var targets = CloneTargetSettings.Read(settings, server, CloneOptionSettings.Read(settings), loggers.Main);
    if (targets.Count == 0)
    {
        return;
    }

    var proxy = new ProxyRules(Environment.GetEnvironmentVariable);
    proxy.Check(server);
    var time = new BootTimeProvider();
    using var privateDirectory = new PrivateDirectory(loggers.Main);
    var credential = new GitCredential(GitCloneSettings.ReadCredentialsDirectory(settings), settings.Find(CommonSettings.OutputDirectory)!, time);
    var git = new GitProcess(credential, privateDirectory, server, AuthorityBundle.Find(settings, privateDirectory), proxy);
    var clone = new GitClone(git, privateDirectory, GitCloneSettings.ReadLockTimeout(settings), time, loggers.Main);
    await using var events = CloneEventSettings.Read(settings, time, loggers.Main);

    await git.RequireVersionAsync(cancellationToken);
    var run = new CloneRun(clone, events, GitCloneSettings.ReadJobs(settings), loggers.Main);
    await run.RunAsync(targets, GitCloneSettings.ReadContinueOnError(settings), cancellationToken);
});
