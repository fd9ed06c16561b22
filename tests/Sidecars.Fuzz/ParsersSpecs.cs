using System.Text.RegularExpressions;
using Sidecars.Fuzz.Fuzzing;
using Sidecars.Fuzz.Targets;

namespace Sidecars.Fuzz;

/// <summary>What takes something apart that it did not make itself has a target. A new file of src that does needs one, or a reason why not.</summary>
public sealed partial class ParsersSpecs
{
    private const string OthersParsers = "It calls parsers that have targets.";
    private const string NamesOfGit = "Lists of names that git ends with NUL, and that are compared as a whole.";
    private const string OwnWords = "It takes apart what we wrote ourselves.";
    private const string Kernel = "The kernel writes it.";
    private const string Endless = "EndlessSpecs and OddFileSpecs: what matters is how much it reads.";

    private static readonly Dictionary<string, string> WithoutTarget = new()
    {
        ["SecretSync/SecretSyncSettings.cs"] = OthersParsers,
        ["Sidecars.Core/Cli/Sidecar.cs"] = OwnWords,
        ["Sidecars.Core/Diagnosis/AppChecks.cs"] = OthersParsers,
        ["Sidecars.Core/Diagnosis/CredentialChecks.cs"] = OthersParsers,
        ["Sidecars.Core/Diagnosis/DirectoryChecks.cs"] = OthersParsers,
        ["Sidecars.Core/Diagnosis/NetworkChecks.cs"] = OwnWords,
        ["Sidecars.Core/Diagnosis/Wishes.cs"] = OthersParsers,
        ["Sidecars.Core/Git/Checkout.cs"] = NamesOfGit,
        ["Sidecars.Core/Git/Lfs/LfsFiles.cs"] = NamesOfGit,
        ["Sidecars.Core/Git/Lfs/LfsWishes.cs"] = "Of each line of git-lfs, the first 64 characters, if it has more.",
        ["Sidecars.Core/Git/Progress/EventsFile.cs"] = OwnWords,
        ["Sidecars.Core/Git/Running/AuthorityBundle.cs"] = Endless,
        ["Sidecars.Core/Git/Running/GitOutput.cs"] = Endless,
        ["Sidecars.Core/Git/Running/GitProcess.cs"] = Endless,
        ["Sidecars.Core/Git/Running/PrivateRepository.cs"] = "Lines that are commits' names as a whole, or nothing is done.",
        ["Sidecars.Core/Git/Running/Programs.cs"] = "git's own version.",
        ["Sidecars.Core/Git/Sync/Worktrees.cs"] = "A link's target that is our directory and a commit's name, or none of ours.",
        ["Sidecars.Core/Git/Trust.cs"] = "Objects' names, which git prints and gets back.",
        ["Sidecars.Core/Git/Volume/CloneConfig.cs"] = "Settings, compared as a whole.",
        ["Sidecars.Core/Git/Work.cs"] = NamesOfGit,
        ["Sidecars.Core/Http/ThisProgram.cs"] = OwnWords,
        ["Sidecars.Core/Linux/BoundedFile.cs"] = Endless,
        ["Sidecars.Core/Linux/ProcessFamily.cs"] = Kernel,
        ["Sidecars.Core/Linux/ProcessStat.cs"] = Kernel,
        ["Sidecars.Core/Monitoring/Probe.cs"] = OthersParsers,
        ["Sidecars.Core/Publishing/TokenDirectory.cs"] = "Names of our own directories, or none of ours.",
        ["Sidecars.Kubernetes/Client/ApiServerHttp.cs"] = OwnWords,
        ["Sidecars.Kubernetes/Client/LineReader.cs"] = Endless,
        ["Sidecars.Kubernetes/Tokens/SecretOutputSettings.cs"] = OthersParsers,
    };

    [Fact]
    public void Each_has_a_target_or_a_reason()
    {
        var known = AllTargets.List.SelectMany(target => target.Files).Concat(WithoutTarget.Keys).ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(Parsers(), file => !known.Contains(file));
    }

    [Fact]
    public void What_is_named_is_there()
    {
        var files = Sources().ToHashSet(StringComparer.Ordinal);

        Assert.DoesNotContain(AllTargets.List.SelectMany(target => target.Files).Concat(WithoutTarget.Keys), file => !files.Contains(file));
    }

    [Fact]
    public void Each_target_has_a_corpus_and_no_corpus_is_left_over()
        => Assert.Equal(AllTargets.List.Select(target => target.Name).Order(StringComparer.Ordinal), Directory.EnumerateDirectories(Corpus.DirectoryOf("")).Select(directory => Path.GetFileName(directory)).Order(StringComparer.Ordinal));

    private static IEnumerable<string> Parsers() => Sources().Where(file => TakesApart().IsMatch(File.ReadAllText(Path.Combine(Corpus.Repository, "src", file))));

    private static IEnumerable<string> Sources()
        => Directory.EnumerateFiles(Path.Combine(Corpus.Repository, "src"), "*.cs", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Path.Combine(Corpus.Repository, "src"), file)).Where(file => !file.Contains("/obj/", StringComparison.Ordinal));

    [GeneratedRegex(@"Parse(Exact|All|Kinds|Url|Address|Name)?\(|Deserialize\(|JsonDocument|Utf8JsonReader|Regex|\.Split\(|ReadToEnd|ReadAll|ReadLine|ReadAtLeast|ReadExactly|PipeReader|ImportFromPem|Import\w+PrivateKey|FromBase64|FromHex|ReadAsByteArray|ReadAsStream|Headers\.(Date|RetryAfter|TryGetValues|Location)|Uri\.TryCreate|new Uri\(")]
    private static partial Regex TakesApart();
}
