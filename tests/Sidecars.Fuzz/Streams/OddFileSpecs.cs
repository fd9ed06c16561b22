using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Sidecars.Cli;
using Sidecars.Fuzz.Fuzzing;
using Sidecars.Git;
using Sidecars.Http;
using Sidecars.Kubernetes.Client;
using Sidecars.Linux;
using Sidecars.Monitoring;
using Sidecars.Scopes;
using Sidecars.SecretSync;
using Sidecars.Support;
using Sidecars.Tokens;

namespace Sidecars.Fuzz.Streams;

/// <summary>In the place of a file there may be anything, and who reads it ends soon and with a sentence, having taken little memory.</summary>
public sealed class OddFileSpecs : IDisposable
{
    private const long MostBytes = 64 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly Lazy<X509Certificate2> Self = new(() => X509Certificate2.CreateFromPem(File.ReadAllText(Path.Combine(Corpus.DirectoryOf("ca-file"), "01"))));

    /// <summary>Its callers say what is in the way.</summary>
    private const string OfGit = "file of a git directory";

    private static readonly Dictionary<string, Action<string>> Readers = new()
    {
        ["secret"] = path => SecretFile.Find(path),
        ["watched"] = path => new WatchedFile(path, _ => true, () => { }, NullLogger.Instance).Read(),
        ["authorities"] = path => CaFile.Find(Settings(path)),
        ["authorities of the API server"] = path => new ApiServerAuthorities(new(new("https://server.test/"), path, null, null)).Read(),
        ["authorities of the system"] = path => new SystemAuthorities([path], []).HaveSigned(new(Self.Value, [])),
        ["kubeconfig"] = path => KubeConfig.Read(path),
        ["token of a service account"] = path => new BearerToken(new(new("https://server.test/"), null, path, null), TimeProvider.System).Get(),
        ["token.json"] = path => Cli.Settings.Parsed("--identity", Path.GetDirectoryName(path)!, CommitIdentity.OfApp),
        ["state.json"] = path => StateDirectory.Open(Path.GetDirectoryName(path)!, NullLogger.Instance).Dispose(),
        ["health"] = path => Probe.RunUsual(["probe", "--ready"]),
        [OfGit] = path =>
        {
            using var directory = DirectoryHandle.Open(Path.GetDirectoryName(path)!);
            directory.Read(Path.GetFileName(path), 1024 * 1024);
        },
    };

    private static readonly Dictionary<string, string> Names = new() { ["token.json"] = "token.json", ["state.json"] = "state.json", ["health"] = "health" };

    private readonly TestDirectory _directory = new();

    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var reader in Readers.Keys)
            {
                foreach (var kind in new[] { "pipe", "directory", "a gigabyte", "device", "link to itself", "socket" })
                {
                    all.Add(reader, kind);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Whatever_it_is_the_reader_ends(string reader, string kind)
    {
        var path = _directory[Names.GetValueOrDefault(reader, "file")];
        Make(path, kind);
        Environment.SetEnvironmentVariable("GITHUB_STATE_DIR", _directory.Path);
        long allocated = 0;

        var failure = await Task.Run(() => Record.Exception(() =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Readers[reader](path);
            }
            finally
            {
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }
        })).WaitAsync(Patience);

        Assert.True(failure is null or SidecarException { ExitCode: ExitCode.Configuration } || (reader == OfGit && failure is IOException or InvalidDataException), $"{failure}");
        Assert.InRange(allocated, 0, MostBytes);
    }

    [Theory]
    [MemberData(nameof(Changing))]
    public async Task What_changes_while_it_is_read_is_read_or_refused(string reader)
    {
        var path = _directory[Names.GetValueOrDefault(reader, "file")];
        File.WriteAllText(path, "x");
        using var end = new CancellationTokenSource();
        var changing = Task.Run(() =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
            for (var i = 0; !end.IsCancellationRequested; i++)
            {
                file.SetLength((i % 5) * 70_000L);
            }
        });
        var unexpected = new List<Exception>();
        for (var i = 0; i < 300; i++)
        {
            if (Record.Exception(() => Readers[reader](path)) is { } failure && failure is not (SidecarException { ExitCode: ExitCode.Configuration } or IOException))
            {
                unexpected.Add(failure);
            }
        }

        await end.CancelAsync();
        await changing;
        Assert.Empty(unexpected);
    }

    public static TheoryData<string> Changing => new(Readers.Keys.Where(reader => reader != "health"));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("GITHUB_STATE_DIR", null);
        _directory.Dispose();
    }

    private static void Make(string path, string kind)
    {
        switch (kind)
        {
            case "pipe":
                using (var made = Process.Start("mkfifo", [path]))
                {
                    made.WaitForExit();
                }

                break;
            case "directory":
                Directory.CreateDirectory(path);
                break;
            case "a gigabyte":
                using (var file = new FileStream(path, FileMode.CreateNew))
                {
                    file.SetLength(1L << 30);
                }

                break;
            case "device":
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
            case "link to itself":
                File.CreateSymbolicLink(path, path);
                break;
            default:
                using (var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified))
                {
                    socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
                }

                break;
        }
    }

    private static Settings Settings(string path) => new(new RootCommand().Parse([]), name => name == CommonSettings.CaFile.Variable ? path : null);
}
