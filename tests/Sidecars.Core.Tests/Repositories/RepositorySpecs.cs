namespace Sidecars.Repositories;

public sealed class RepositorySpecs
{
    private static readonly Uri GitHub = new("https://github.com");
    private static readonly Uri ThisMachine = new("http://127.0.0.1:8080");

    [Theory]
    [InlineData("acme/app")]
    [InlineData("acme/app/")]
    [InlineData("acme/app.git")]
    [InlineData("acme/app.git/")]
    [InlineData("https://github.com/acme/app")]
    [InlineData("https://github.com/acme/app/")]
    [InlineData("https://github.com/acme/app.git")]
    [InlineData("https://github.com/acme/app.git/")]
    [InlineData("https://GitHub.com/acme/app")]
    [InlineData("https://www.github.com/acme/app")]
    [InlineData("https://github.com:443/acme/app")]
    [InlineData("git@github.com:acme/app")]
    [InlineData("git@github.com:acme/app.git")]
    [InlineData("git@github.com:/acme/app.git")]
    [InlineData("ssh://git@github.com/acme/app")]
    [InlineData("ssh://git@github.com/acme/app.git/")]
    [InlineData("ssh://git@github.com:22/acme/app.git")]
    [InlineData("ssh://git@github.com:443/acme/app")]
    public void Every_form_means_the_same_repository(string entry)
    {
        Assert.Equal(new Repository("acme", "app"), Repository.Parse(entry, GitHub));
    }

    [Theory]
    [InlineData("acme/app")]
    [InlineData("acme/app.git")]
    [InlineData("acme/app/")]
    [InlineData("https://github.com/acme/app")]
    [InlineData("https://github.com/acme/app.git")]
    [InlineData("git@github.com:acme/app.git")]
    [InlineData("ssh://git@github.com:22/acme/app.git")]
    public void Every_form_may_be_followed_by_a_ref_and_a_directory(string form)
    {
        Assert.Equal(new Repository("acme", "app", "main"), Repository.Parse($"{form}@main", GitHub));
        Assert.Equal(new Repository("acme", "app", null, "src"), Repository.Parse($"{form}=src", GitHub));
        Assert.Equal(new Repository("acme", "app", "feature/new-thing", "src/app"), Repository.Parse($"{form}@feature/new-thing=src/app", GitHub));
    }

    [Fact]
    public void A_server_may_be_below_a_path()
    {
        var server = new Uri("https://proxy.example.com/github");

        Assert.Equal(new Repository("acme", "app"), Repository.Parse("https://proxy.example.com/github/acme/app.git", server));
        Assert.Equal(new Repository("acme", "app"), Repository.Parse("acme/app", server));
        Assert.Throws<FormatException>(() => Repository.Parse("https://proxy.example.com/other/acme/app.git", server));
    }

    [Fact]
    public void A_ref_may_have_an_at_sign_in_it()
    {
        Assert.Equal(new Repository("acme", "app", "renovate/@types-node"), Repository.Parse("acme/app@renovate/@types-node", GitHub));
    }

    [Theory]
    [InlineData("a-b/c.d_e-f")]
    [InlineData("acme/.github")]
    [InlineData("acme/app.js")]
    [InlineData("acme_emu/1")]
    public void Names_are_kept_as_they_are(string entry)
    {
        Assert.Equal(entry, Repository.Parse(entry, GitHub).FullName);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080/acme/app")]
    [InlineData("http://127.0.0.1:8080/acme/app.git")]
    [InlineData("git@127.0.0.1:acme/app")]
    [InlineData("acme/app")]
    public void A_server_on_this_machine_may_be_named_with_its_port(string entry)
    {
        Assert.Equal(new Repository("acme", "app"), Repository.Parse(entry, ThisMachine));
    }

    [Theory]
    [InlineData("https://gitlab.com/acme/app")]
    [InlineData("https://github.com.evil.example/acme/app")]
    [InlineData("https://evil.example/github.com/acme/app")]
    [InlineData("https://github.com:8443/acme/app")]
    [InlineData("https://api.github.com/acme/app")]
    [InlineData("git@gitlab.com:acme/app.git")]
    [InlineData("ssh://git@gitlab.com/acme/app.git")]
    public void Another_host_is_refused(string entry)
    {
        var error = Assert.Throws<FormatException>(() => Repository.Parse(entry, GitHub));

        Assert.Contains("another host than github.com", error.Message);
    }

    [Theory]
    [InlineData("http://127.0.0.1:8081/acme/app")]
    [InlineData("http://127.0.0.1/acme/app")]
    public void Another_port_is_another_host(string entry)
    {
        Assert.Contains("another host", Assert.Throws<FormatException>(() => Repository.Parse(entry, ThisMachine)).Message);
    }

    [Theory]
    [InlineData("http://github.com/acme/app")]
    [InlineData("git://github.com/acme/app")]
    [InlineData("file:///acme/app")]
    [InlineData("ext::sh/app")]
    public void Another_way_to_get_there_is_refused(string entry)
    {
        Assert.Throws<FormatException>(() => Repository.Parse(entry, GitHub));
    }

    [Theory]
    [InlineData("https://x-access-token:hunter2@github.com/acme/app")]
    [InlineData("https://hunter2@github.com/acme/app")]
    [InlineData("https://x-access-token:hunter2@github.com/acme/app@main=src")]
    [InlineData("https://user:hunter2/with-slash@github.com/acme/app")]
    [InlineData("ssh://git:hunter2@github.com/acme/app")]
    [InlineData("http://user:hunter2@gitlab.com/acme/app")]
    [InlineData("x-access-token:hunter2@github.com/acme/app")]
    [InlineData("git:hunter2@github.com:acme/app")]
    public void User_and_password_are_refused_and_not_shown(string entry)
    {
        var error = Assert.Throws<FormatException>(() => Repository.Parse(entry, GitHub));

        Assert.DoesNotContain("hunter2", error.Message);
    }

    [Theory]
    [InlineData("https://x-access-token:hunter2@github.com/acme/app")]
    [InlineData("https://hunter2@github.com/acme/app@main=src")]
    [InlineData("ssh://git:hunter2@github.com/acme/app")]
    public void That_a_url_needs_no_user_is_told(string entry)
    {
        Assert.Contains("write the URL without", Assert.Throws<FormatException>(() => Repository.Parse(entry, GitHub)).Message);
    }

    [Theory]
    [InlineData("acme")]
    [InlineData("/app")]
    [InlineData("acme/")]
    [InlineData("acme//app")]
    [InlineData("acme/app/tree/main")]
    [InlineData("acme/.")]
    [InlineData("acme/..")]
    [InlineData("../app")]
    [InlineData("acme/.git")]
    [InlineData("acme/-app")]
    [InlineData("-acme/app")]
    [InlineData("--upload-pack=x/app")]
    [InlineData("acme/app?x")]
    [InlineData("acme/app#main")]
    [InlineData("acme/a\tb")]
    [InlineData("acme/a%2fb")]
    [InlineData("ac.me/app")]
    [InlineData("https://github.com")]
    [InlineData("https://github.com/acme")]
    [InlineData("acme/\u00e4pp")]
    public void What_names_no_repository_is_refused(string entry)
    {
        Assert.Contains("names no repository", Assert.Throws<FormatException>(() => Repository.Parse(entry, GitHub)).Message);
    }

    [Fact]
    public void A_name_longer_than_GitHubs_is_refused()
    {
        Assert.Equal(new string('a', 100), Repository.Parse($"acme/{new string('a', 100)}", GitHub).Name);
        Assert.Throws<FormatException>(() => Repository.Parse($"acme/{new string('a', 101)}", GitHub));
        Assert.Throws<FormatException>(() => Repository.Parse($"{new string('a', 65)}/app", GitHub));
    }

    [Theory]
    [InlineData("-f")]
    [InlineData("--upload-pack")]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("a..b")]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a/.b")]
    [InlineData("a.lock")]
    [InlineData("a.lock/b")]
    [InlineData("a@{1}")]
    [InlineData("a:b")]
    [InlineData("a~1")]
    [InlineData("a^")]
    [InlineData("a?")]
    [InlineData("a*")]
    [InlineData("a[b")]
    [InlineData("a\\b")]
    [InlineData("a\u007f")]
    [InlineData("a\u0001")]
    public void A_ref_that_git_would_not_take_for_one_is_refused(string reference)
    {
        Assert.False(Repository.IsRef(reference));
        Assert.Contains("branch or tag", Assert.Throws<FormatException>(() => Repository.Parse($"acme/app@{reference}", GitHub)).Message);
    }

    [Theory]
    [InlineData("main")]
    [InlineData("feature/a-b_c")]
    [InlineData("v1.2.3")]
    [InlineData("refs/tags/v1")]
    [InlineData("\u00fcbung")]
    [InlineData("a@b")]
    public void A_ref_that_git_takes_is_taken(string reference)
    {
        Assert.Equal(reference, Repository.Parse($"acme/app@{reference}", GitHub).Ref);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("a/..")]
    [InlineData("/etc")]
    [InlineData(".")]
    [InlineData("./a")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("")]
    [InlineData("-rf")]
    [InlineData(".git")]
    [InlineData("a/.GIT/hooks")]
    [InlineData("a\u0007b")]
    public void A_directory_that_leads_outside_or_into_git_is_refused(string directory)
    {
        Assert.Contains("directory", Assert.Throws<FormatException>(() => Repository.Parse($"acme/app={directory}", GitHub)).Message);
    }

    [Fact]
    public void A_very_long_entry_is_not_repeated_in_full()
    {
        var error = Assert.Throws<FormatException>(() => Repository.Parse(new string('x', 5000), GitHub));

        Assert.True(error.Message.Length < 400, error.Message);
    }
}
