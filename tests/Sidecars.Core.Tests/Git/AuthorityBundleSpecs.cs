using Sidecars.Cli;
using Sidecars.Support;

namespace Sidecars.Git;

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
        var extra = _directory.Write("extra.pem", "one more");

        var bundle = Find(["--ca-file", extra], ("SSL_CERT_FILE", system));

        Assert.Equal("the system's\none more", File.ReadAllText(bundle!));
        Assert.StartsWith(_private.Path, bundle);
    }

    [Fact]
    public void One_that_cannot_be_read_is_told()
    {
        var error = Assert.Throws<SidecarException>(() => Find(["--ca-file", _directory["gone.pem"]]));

        Assert.Equal(ExitCode.Configuration, error.ExitCode);
        Assert.Contains("--ca-file, GITHUB_CA_FILE", error.Message);
        Assert.Contains(_directory["gone.pem"], error.Message);
    }

    public void Dispose()
    {
        _private.Dispose();
        _directory.Dispose();
    }

    private string? Find(string[] arguments, params (string, string)[] environment) => AuthorityBundle.Find(TestSettings.Of(GitCloneSettings.All, arguments, environment), _private);
}
