using Sidecars.Cli;
using Sidecars.Support;

namespace Sidecars.Git.Running;

public sealed class AuthorityBundleSpecs : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly PrivateDirectory _private = new(new RecordingLogger());

    [Fact]
    public void Without_an_authority_of_its_own_git_keeps_what_it_has()
    {
        Assert.Null(Find([]));
        Assert.Equal("/etc/my.pem", Find([], ("SSL_CERT_FILE", "/etc/my.pem")));
    }

    [Fact]
    public void One_more_authority_is_put_behind_the_systems()
    {
        var system = _directory.Write("system.pem", "the system's");
        var extra = _directory.Write("extra.pem", TestKey.Certificate);

        var bundle = Find(["--ca-file", extra], ("SSL_CERT_FILE", system));

        Assert.Equal($"the system's\n{TestKey.Certificate}", File.ReadAllText(bundle!));
        Assert.StartsWith(_private.Path, bundle);
    }

    [Theory]
    [InlineData(null, "cannot be read")]
    [InlineData("", "holds no certificate")]
    [InlineData("no certificate at all", "holds no certificate")]
    public void A_file_of_authorities_that_is_of_no_use_is_told(string? content, string words)
    {
        if (content is not null)
        {
            _directory.Write("ca.pem", content);
        }

        var error = Assert.Throws<SidecarException>(() => Find(["--ca-file", _directory["ca.pem"]]));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains(words, error.Message);
        Assert.Contains("--ca-file, GITHUB_CA_FILE", error.Message);
        Assert.Contains(_directory["ca.pem"], error.Message);
    }

    [Fact]
    public void A_bundle_of_the_systems_that_is_missing_is_told()
    {
        var extra = _directory.Write("extra.pem", TestKey.Certificate);

        var error = Assert.Throws<SidecarException>(() => Find(["--ca-file", extra], ("SSL_CERT_FILE", _directory["gone.pem"])));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains("SSL_CERT_FILE", error.Message);
    }

    public void Dispose()
    {
        _private.Dispose();
        _directory.Dispose();
    }

    private string? Find(string[] arguments, params (string, string)[] environment) => AuthorityBundle.Find(TestSettings.Of(GitCloneSettings.All, arguments, environment), _private);
}
