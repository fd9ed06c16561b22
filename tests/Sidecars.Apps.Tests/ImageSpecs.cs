using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sidecars.Apps.Support;

namespace Sidecars.Apps;

/// <summary>What ./build.sh images has made: what is in the images, and what is said about it.</summary>
public sealed partial class ImageSpecs : IDisposable
{
    private const UnixFileMode MoreThanReadAndRun = UnixFileMode.SetUser | UnixFileMode.SetGroup | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private const string InEveryImage = "/etc /etc/group /etc/nsswitch.conf /etc/passwd /etc/ssl /etc/ssl/certs /etc/ssl/certs/ca-certificates.crt";

    private const string WithGit = """
        /git-clone /lib /lib64 /etc/os-release /usr /usr/bin /usr/bin/git /usr/bin/ssh-keygen
        /usr/lib /usr/lib/git-core /usr/lib/git-core/git-remote-http /usr/lib/git-core/git-remote-https
        /usr/lib/os-release /usr/lib/x86_64-linux-gnu /usr/lib/x86_64-linux-gnu/gconv /usr/lib/x86_64-linux-gnu/gconv/gconv-modules
        /usr/lib/x86_64-linux-gnu/gconv/gconv-modules.d /usr/lib/x86_64-linux-gnu/gconv/gconv-modules.d/gconv-modules-extra.conf /usr/lib64 /usr/share /usr/share/common-licenses /usr/share/doc /var /var/lib /var/lib/dpkg /var/lib/dpkg/status.d
        """;

    private readonly DirectoryInfo _elsewhere = Directory.CreateTempSubdirectory("images-");

    private static string Builder { get; } = Path.Combine(Published.Repository, "artifacts", "bin", "ImageBuilder", "release", "image-builder.dll");

    public static TheoryData<string> Images => [.. Allowed.Keys];

    private static Dictionary<string, string> Allowed { get; } = new()
    {
        ["generate-initial-token"] = "/generate-initial-token", ["token-refresher"] = "/token-refresher", ["secret-sync"] = "/secret-sync", ["git-clone"] = WithGit, ["git-clone-lfs"] = $"{WithGit} /usr/bin/git-lfs",
    };

    [Theory]
    [MemberData(nameof(Images))]
    public void Nothing_is_in_an_image_that_should_not_be_there(string image)
    {
        var allowed = $"{InEveryImage} {Allowed[image]}".Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Append("/").ToHashSet();

        var unexpected = OciImage.Read(image).Entries.Select(entry => entry.Path).Where(path => !allowed.Contains(path) && !(allowed.Contains("/usr/bin/git") && LibraryOrPaper().IsMatch(path)));

        Assert.Empty(unexpected);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void All_is_roots_nobody_can_write_to_it_and_nothing_runs_as_its_owner(string image)
        => Assert.All(OciImage.Read(image).Entries, entry =>
        {
            Assert.Equal((0, 0), (entry.Tar.Uid, entry.Tar.Gid));
            Assert.Contains(entry.Tar.EntryType, (TarEntryType[])[TarEntryType.RegularFile, TarEntryType.Directory, TarEntryType.SymbolicLink]);
            Assert.True(entry.Tar.EntryType == TarEntryType.SymbolicLink || (entry.Tar.Mode & MoreThanReadAndRun) == 0, $"{entry.Path} has the mode {entry.Tar.Mode}.");
        });

    [Theory]
    [MemberData(nameof(Images))]
    public void Links_lead_to_what_is_there(string image)
    {
        var entries = OciImage.Read(image).Entries;
        var paths = entries.Select(entry => entry.Path).ToHashSet();

        Assert.All(entries.Where(entry => entry.Tar.EntryType == TarEntryType.SymbolicLink), link => Assert.Contains(Path.GetFullPath(link.Tar.LinkName, Path.GetDirectoryName(link.Path)!), paths));
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void It_runs_as_a_user_without_rights_and_reads_one_file_of_authorities(string image)
    {
        var config = OciImage.Read(image).Config.GetProperty("config");

        Assert.Equal("65532:65532", config.GetProperty("User").GetString());
        Assert.Equal($"/{image.Replace("-lfs", "", StringComparison.Ordinal)}", config.GetProperty("Entrypoint")[0].GetString());
        Assert.Contains("SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt", config.GetProperty("Env").EnumerateArray().Select(variable => variable.GetString()));
        Assert.Contains("SSL_CERT_DIR=/nonexistent", config.GetProperty("Env").EnumerateArray().Select(variable => variable.GetString()));
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void It_says_what_it_is_and_what_it_was_made_of(string image)
    {
        var annotations = OciImage.Read(image).Manifest.GetProperty("annotations");
        string Annotation(string name) => annotations.GetProperty($"org.opencontainers.image.{name}").GetString()!;

        Assert.Equal(image, Annotation("title"));
        Assert.NotEmpty(Annotation("description"));
        Assert.Equal("0.1.0", Annotation("version"));
        Assert.Matches("^[0-9a-f]{40}", Annotation("revision"));
        Assert.StartsWith("MIT", Annotation("licenses"), StringComparison.Ordinal);
        Assert.True(DateTimeOffset.TryParse(Annotation("created"), null, out _));
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void Each_file_belongs_to_a_package_of_the_bill_of_materials(string image)
    {
        var bill = OciImage.BillOf(image);
        var packages = bill.GetProperty("packages").EnumerateArray().Select(Id).ToHashSet();
        var owned = bill.GetProperty("relationships").EnumerateArray()
            .Where(relationship => relationship.GetProperty("relationshipType").GetString() == "CONTAINS" && packages.Contains(relationship.GetProperty("spdxElementId").GetString()!))
            .Select(relationship => relationship.GetProperty("relatedSpdxElement").GetString()!).ToHashSet();
        var listed = bill.GetProperty("files").EnumerateArray().Where(file => owned.Contains(Id(file))).Select(file => (Name(file), Sha256(file))).Order();
        var files = OciImage.Read(image).Entries.Where(entry => entry.Tar.EntryType == TarEntryType.RegularFile).Select(entry => ("." + entry.Path, Convert.ToHexStringLower(SHA256.HashData(entry.Content)))).Order();

        Assert.Equal(files, listed);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public void The_bill_of_materials_is_that_of_this_image_and_names_what_is_inside_the_program(string image)
    {
        var bill = OciImage.BillOf(image);
        var names = bill.GetProperty("packages").EnumerateArray().Select(package => package.GetProperty("name").GetString()!).ToHashSet();

        Assert.Equal("SPDX-2.3", bill.GetProperty("spdxVersion").GetString());
        Assert.Contains(OciImage.Read(image).Digest, bill.GetProperty("comment").GetString(), StringComparison.Ordinal);
        Assert.Superset(new HashSet<string> { image, "ca-certificates", "libssl-dev", "libc6-dev", "System.CommandLine", "Polly.Core", "runtime.linux-x64.Microsoft.DotNet.ILCompiler" }, names);
        Assert.All(bill.GetProperty("packages").EnumerateArray(), package => Assert.NotEmpty(package.GetProperty("versionInfo").GetString()!));
        Assert.Equal(bill.GetProperty("packages").GetArrayLength(), bill.GetProperty("packages").EnumerateArray().Select(Id).Distinct().Count());
    }

    [Fact]
    public async Task A_build_in_another_directory_gives_the_same_images()
    {
        using var build = Command.Start("dotnet", [Builder, Published.Repository, _elsewhere.FullName], new Dictionary<string, string>());
        var run = await build.EndAsync(TimeSpan.FromMinutes(5));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.All(Allowed.Keys, image => Assert.Equal(OciImage.Read(image).Digest, OciImage.Read(image, _elsewhere.FullName).Digest));
        Assert.Equal(File.ReadAllText($"{OciImage.Directory}/SHA256SUMS"), File.ReadAllText($"{_elsewhere}/SHA256SUMS"));
    }

    [Fact]
    [Trait("Category", "Soak")]
    public async Task A_checkout_in_another_directory_gives_the_same_programs()
    {
        await Command.OutputOfAsync("git", "clone", "--quiet", Published.Repository, $"{_elsewhere}/deeper/sidecars");
        foreach (var project in (string[])["GenerateInitialToken", "GitClone", "TokenRefresher", "SecretSync"])
        {
            var environment = new Dictionary<string, string> { ["HOME"] = Environment.GetEnvironmentVariable("HOME")!, ["MSBUILDDISABLENODEREUSE"] = "1", ["UseSharedCompilation"] = "false" };
            using var publish = Command.Start("dotnet", ["publish", $"{_elsewhere}/deeper/sidecars/src/{project}", "--configuration", "Release", "--nologo"], environment);
            var run = await publish.EndAsync(TimeSpan.FromMinutes(10));
            Assert.True(run.ExitCode == 0, run.Output);
        }

        var programs = Published.All.ToDictionary(program => Path.GetFileName(program), File.ReadAllBytes);
        Assert.All(programs, program => Assert.Equal(program.Value, File.ReadAllBytes(Directory.GetFiles($"{_elsewhere}/deeper/sidecars/artifacts/publish", program.Key, SearchOption.AllDirectories).Single())));
    }

    /// <summary>Each with what is mounted over this machine's files; $0 is a directory of the test's own.</summary>
    [Theory]
    [InlineData("echo >$0/changed; mount --bind $0/changed /usr/bin/ssh-keygen", "Not as its Debian package has it: ", "/usr/bin/ssh-keygen")]
    [InlineData("mount -t tmpfs tmpfs /usr/lib/x86_64-linux-gnu/gconv", "There is no /usr/lib/x86_64-linux-gnu/gconv/gconv-modules: ", "install the Debian package")]
    [InlineData("mount --bind /dev/null $(readlink -f /usr/lib/x86_64-linux-gnu/libcurl-gnutls.so.4)", "/usr/lib/git-core/git-remote-http cannot load its libraries: ", "ldd /usr/lib/git-core/git-remote-http")]
    [InlineData("mount -t tmpfs tmpfs artifacts/debian", "artifacts/debian has no libnss-unknown: ", "./build.sh images gets it")]
    public async Task Without_a_sound_Debian_file_there_is_no_image_but_a_sentence(string mount, string what, string which)
    {
        var run = await Command.RunAsync(
            "unshare", ["--mount", "sh", "-c", $"cd {Published.Repository} && {mount} && exec dotnet {Builder} . $0/images", _elsewhere.FullName], new Dictionary<string, string>());

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(what, run.Error, StringComparison.Ordinal);
        Assert.Contains(which, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task One_file_has_all_that_is_needed_without_a_network_and_the_checksums_are_right()
    {
        await Command.OutputOfAsync("tar", "-xzf", Directory.GetFiles(OciImage.Directory, "sidecars-*-airgap.tar.gz").Single(), "-C", _elsewhere.FullName, "--strip-components=2");

        var sums = await Command.OutputOfAsync("sh", "-c", "cd \"$0\" && sha256sum --check --strict SHA256SUMS", _elsewhere.FullName);
        var chart = await Helm.TemplateAsync(Path.Combine(_elsewhere.FullName, "sidecars-0.1.0.tgz"), "1.30", ["image: { repository: a, tag: b }\ngithubApp: { enabled: true, secretName: s, repos: [a/b] }"]);

        Assert.All(Allowed.Keys, image => Assert.Contains($"{image}-0.1.0.oci.tar: OK\n{image}-0.1.0.spdx.json: OK", sums, StringComparison.Ordinal));
        Assert.Contains("sidecars-0.1.0.tgz: OK\nsidecars-lib-0.1.0.tgz: OK", sums, StringComparison.Ordinal);
        Assert.Equal(["token-refresher", "git-clone", "app"], PodSecurity.Containers(ChartPod.Workload(chart)).Select(container => container.Text("name")));
    }

    public void Dispose() => _elsewhere.Delete(recursive: true);

    private static string Id(JsonElement element) => element.GetProperty("SPDXID").GetString()!;

    private static string Name(JsonElement file) => file.GetProperty("fileName").GetString()!;

    private static string Sha256(JsonElement file)
        => file.GetProperty("checksums").EnumerateArray().Single(sum => sum.GetProperty("algorithm").GetString() == "SHA256").GetProperty("checksumValue").GetString()!;

    /// <summary>Of Debian's packages: libraries, encodings, licences, and what scanners read.</summary>
    [GeneratedRegex(@"^(/usr/lib/x86_64-linux-gnu/gconv/[\w-]+\.so|/usr/lib/x86_64-linux-gnu/(lib[\w+.-]+|ld-linux-x86-64)\.so[\w.]*|/usr/lib64/ld-linux-x86-64\.so\.2|/usr/share/common-licenses/[\w.+-]+|/usr/share/doc/[\w.+-]+(/copyright)?|/var/lib/dpkg/status\.d/[\w.+-]+)$")]
    private static partial Regex LibraryOrPaper();
}
