using System.Text;

namespace Sidecars.Kubernetes.Credentials;

public sealed class GitCredentialsFileSpecs
{
    [Theory]
    [InlineData("plain")]
    [InlineData("a@b:c/d?e#f%g h")]
    [InlineData("grüße")]
    [InlineData("ends with a line's end\n")]
    [InlineData("ends with another one's\r\n")]
    [InlineData("""quotes " ' and \ and $HOME""")]
    [InlineData("ghs_4711_eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiI0NzExIn0.c2ln")]
    public async Task Git_reads_the_password_back(string password)
    {
        using var home = new TestDirectory();
        File.WriteAllBytes(Path.Combine(home.Path, ".git-credentials"), GitCredentialsFile.Of("x-access-token"u8.ToArray(), Encoding.UTF8.GetBytes(password), ["https://github.com", "https://ghe.corp:8443/org"])!);
        File.WriteAllBytes(Path.Combine(home.Path, ".gitconfig"), GitCredentialsFile.Config);

        foreach (var host in (string[])["github.com", "ghe.corp:8443"])
        {
            var filled = await Git.CredentialAsync(home.Path, host);
            Assert.Contains($"password={password.TrimEnd('\r', '\n')}", filled.Split('\n'));
        }
    }

    [Fact]
    public void What_no_line_can_carry_gives_no_file()
    {
        Assert.Null(GitCredentialsFile.Of("u"u8.ToArray(), "a\nb"u8.ToArray(), ["https://github.com"]));
        Assert.Null(GitCredentialsFile.Of("u"u8.ToArray(), "a\0"u8.ToArray(), ["https://github.com"]));
        Assert.Null(GitCredentialsFile.Of([0xff, 0xfe], "p"u8.ToArray(), ["https://github.com"]));
    }
}
