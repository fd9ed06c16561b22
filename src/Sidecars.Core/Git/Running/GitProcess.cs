using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Sidecars.Cli;
using Sidecars.Git.Progress;
using Sidecars.Http;
using Sidecars.Linux;

namespace Sidecars.Git.Running;

/// <summary>Runs git with nothing from outside but what is listed here: no system or user configuration, no inherited GIT_ variables, no prompt.</summary>
/// <param name="server">The only place git may talk to.</param>
/// <param name="caFile">The certificate authorities for TLS; null for the system's.</param>
public sealed class GitProcess(GitCredential credential, PrivateDirectory privateDirectory, Uri server, string? caFile, ProxyRules proxy)
{
    /// <summary>git removes its lock files when it is asked to stop; this is how long it may take.</summary>
    private static readonly TimeSpan GraceToStop = TimeSpan.FromSeconds(2);

    /// <summary>The names of the programs by which git talks to a server begin so.</summary>
    private const string NetworkHelpers = "git-remote-";

    /// <summary>Of one git whose credential is replaced, and refused, while it runs.</summary>
    private const int MostRuns = 3;

    private readonly GitEnvironment _environment = new(credential, privateDirectory, server, caFile, proxy);

    /// <summary>The only place git may talk to.</summary>
    public Uri Server => server;

    /// <summary>How long git may do nothing at all. For a server, it has its own, shorter patience.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Characters that git may print.</summary>
    public int MostOutput { get; init; } = GitOutput.Most;

    /// <summary>Runs git and returns what it printed, trimmed.</summary>
    /// <param name="repository">Null for what concerns none.</param>
    /// <param name="purpose">For the error: "fetch acme/app".</param>
    /// <param name="progress">Gets what git says with <c>--progress</c>; null for nobody.</param>
    /// <param name="input">What it reads.</param>
    /// <exception cref="GitHub.GitHubException">git failed; the sentence says why.</exception>
    public async Task<string> RunAsync(
        IGitRepository? repository, string purpose, string[] arguments, CancellationToken cancellationToken, RepositoryProgress? progress = null, string input = "")
    {
        for (var run = 1;; run++)
        {
            var used = repository is null ? null : credential.Header(repository.Owner);
            var answer = await StartAsync(repository, arguments, cancellationToken, progress, input);
            cancellationToken.ThrowIfCancellationRequested();
            if (answer.ExitCode == 0)
            {
                return answer.Output;
            }

            var failure = GitFailure.Of(purpose, answer.Error.Length > 0 ? answer.Error : answer.Output, credential.IsFresh);
            if (run == MostRuns || repository is null || failure.Status != 401 || used == credential.Header(repository.Owner))
            {
                throw failure;
            }

            // It ran for so long that its token died under it; there is another one by now.
        }
    }

    /// <summary>As <see cref="RunAsync"/>, for questions to which "no" is an answer: then null.</summary>
    public async Task<string?> AskAsync(IGitRepository? repository, string[] arguments, CancellationToken cancellationToken, string input = "")
    {
        var answer = await StartAsync(repository, arguments, cancellationToken, input: input);
        return answer.ExitCode == 0 ? answer.Output : null;
    }

    /// <summary>What git answers when it has nothing to say against it, not even on the side; otherwise null.</summary>
    public async Task<string?> AskStrictlyAsync(IGitRepository repository, string[] arguments, CancellationToken cancellationToken, string input = "")
        => await StartAsync(repository, arguments, cancellationToken, input: input) is { ExitCode: 0, Error: "" } answer ? answer.Output : null;

    /// <summary>Whether git does something and has nothing to say against it, not even on the side.</summary>
    public async Task<bool> PassesAsync(IGitRepository repository, string[] arguments, CancellationToken cancellationToken)
        => await AskStrictlyAsync(repository, arguments, cancellationToken) is not null;

    /// <summary>Null when git approves of something; otherwise what it said, which may be nothing.</summary>
    public async Task<string?> ObjectionAsync(IGitRepository repository, string[] arguments, CancellationToken cancellationToken)
        => await StartAsync(repository, arguments, cancellationToken) is { ExitCode: not 0 } answer ? answer.Error : null;

    /// <summary>Runs git and hands on what it prints, as it comes. Who reads it need not read to the end.</summary>
    public async Task<T> ReadAsync<T>(IGitRepository repository, string[] arguments, Func<Stream, Task<T>> readAsync, CancellationToken cancellationToken)
    {
        using var git = Start(repository, arguments);
        git.StandardInput.Close();
        var error = GitErrorReader.ReadAsync(git.StandardError, _ => { }, ended: Task.CompletedTask);
        var reading = readAsync(git.StandardOutput.BaseStream);
        await EndAsync(git, reading);
        git.StandardOutput.Close();
        await EndAsync(git, git.WaitForExitAsync(cancellationToken));
        await error;
        return await reading;
    }

    private async Task<Answer> StartAsync(
        IGitRepository? repository, string[] arguments, CancellationToken cancellationToken, RepositoryProgress? progress = null, string input = "")
    {
        using var git = Start(repository, arguments);
        var ended = git.WaitForExitAsync(cancellationToken);

        // git-lfs tells there how far it is.
        var output = arguments.Contains("lfs") && progress is not null
            ? GitErrorReader.ReadAsync(git.StandardOutput, progress.Report, ended)
            : GitOutput.ReadAsync(git.StandardOutput, MostOutput);
        var error = GitErrorReader.ReadAsync(git.StandardError, step => progress?.Report(step), ended);
        var writing = WriteAsync(git, input, cancellationToken);
        try
        {
            await EndAsync(git, ended);
        }
        catch (TimeoutException e)
        {
            return new("", e.Message, ExitCode: 1);
        }

        await writing;
        return new((await output).Trim('\n'), (await error).Trim(), git.ExitCode);
    }

    private static async Task WriteAsync(Process git, string input, CancellationToken cancellationToken)
    {
        try
        {
            await git.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            git.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended before it read all; its exit code tells more.
        }
    }

    /// <summary>Waits for git, as long as it or one of its helpers does anything.</summary>
    /// <exception cref="TimeoutException">It waited for a server that does not answer.</exception>
    /// <exception cref="SidecarException">It waited for something else.</exception>
    private async Task EndAsync(Process git, Task ended)
    {
        // Looks are counted, and not time: while the machine is suspended, nobody does anything.
        const int looks = 12;
        var family = new ProcessFamily(git.Id);
        try
        {
            for (var (idle, spent) = (0, 0L); await Task.WhenAny(ended, Task.Delay(Patience / looks)) != ended;)
            {
                var now = family.Ticks;
                (idle, spent) = now == spent ? (idle + 1, spent) : (0, now);
                if (idle == looks)
                {
                    throw family.Has(NetworkHelpers)
                        ? new TimeoutException($"the server timed out: nothing came for {Patience.TotalSeconds:0} s")
                        : new SidecarException(ExitCode.InTheWay, $"git in {git.StartInfo.WorkingDirectory} did nothing for {Patience.TotalSeconds:0} s and was ended: something there does not answer, be it a pipe among the files or the volume itself.");
                }
            }

            await ended;
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException or SidecarException)
        {
            // Its helpers too: one that waits for a silent server would outlive it.
            family.Terminate();
            if (!git.WaitForExit(GraceToStop))
            {
                git.Kill(entireProcessTree: true);
            }

            throw;
        }
    }

    private Process Start(IGitRepository? repository, string[] arguments)
    {
        var program = Programs.Find("git") ?? throw new SidecarException(ExitCode.Configuration, "There is no git on the PATH: it has to be installed.");
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = repository?.WorkTree ?? privateDirectory.Path,
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), StandardOutputEncoding = Encoding.UTF8, StandardErrorEncoding = Encoding.UTF8,
        };
        _environment.Fill(start.Environment, repository);
        var writable = OpenWritable(repository);
        try
        {
            Process? git = null;
            Confinement.Run(() => git = Process.Start(start), writable);
            return git!;
        }
        catch (Win32Exception e)
        {
            throw new SidecarException(ExitCode.Configuration, $"git cannot be started: {e.Message.TrimEnd('.')}.", e);
        }
        finally
        {
            writable.ForEach(directory => directory.Dispose());
        }
    }

    /// <summary>Where git has any business. It goes by paths, and on a volume somebody may meanwhile have them lead elsewhere.</summary>
    private List<DirectoryHandle> OpenWritable(IGitRepository? repository)
    {
        List<DirectoryHandle> directories = [DirectoryHandle.Open(privateDirectory.Path)];
        if (repository is not null)
        {
            directories.Add(DirectoryHandle.Open(repository.Path));
            directories.AddRange(repository.OnVolumes.Select(DirectoryHandle.OpenOnVolume));
        }

        return directories;
    }

    private sealed record Answer(string Output, string Error, int ExitCode);
}
