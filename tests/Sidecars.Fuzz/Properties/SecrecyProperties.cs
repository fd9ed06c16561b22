using FsCheck;
using FsCheck.Fluent;
using Sidecars.Cli;
using Sidecars.Git.Progress;
using Sidecars.Git.Running;

namespace Sidecars.Fuzz.Properties;

/// <summary>Wherever a secret stands in what somebody else wrote.</summary>
public sealed class SecrecyProperties
{
    private const string Body = "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";

    private static readonly Gen<string> Secrets = Gen.Elements(
        $"ghs_{Body}", $"github_pat_{Body}", $"eyJhbGciOiJSUzI1NiJ9.{Body}.{Body}", $"Bearer {Body}", $"basic\t{Body}==", $"Authorization: Bearer\r\n {Body}", $"Basic\u00A0{Body}",
        $"-----BEGIN RSA PRIVATE KEY-----\n{Body}\n-----END RSA PRIVATE KEY-----", $"-----BEGIN PRIVATE KEY-----\n{Body}", $"LS0tLS1CRUdJTi{Body}");

    private static readonly Gen<(string Before, string Secret, string After)> Texts = Always.Text.Zip(Secrets).Zip(Always.Text).Select(all => (all.Item1.Item1, all.Item1.Item2, all.Item2));

    [Fact]
    public void It_is_in_no_sentence()
        => Always.Holds(Texts, text => !Redaction.Clean($"{text.Before} {text.Secret} {text.After}").Contains(Body, StringComparison.Ordinal));

    [Fact]
    public void It_is_in_no_event()
        => Always.Holds(Texts, text => !CloneEvent.Clean($"{text.Before} {text.Secret} {text.After}").Contains(Body, StringComparison.Ordinal));

    [Fact]
    public void Of_a_URL_no_event_has_the_password()
        => Always.Holds(Always.Text.Zip(Gen.Elements("https", "ssh", "git+ssh")), text => !CloneEvent.Clean($"{text.Item1} {text.Item2}://me:{Body}@github.com/acme/app").Contains(Body, StringComparison.Ordinal));

    [Fact]
    public void It_is_in_no_failure_of_gits()
        => Always.Holds(Texts, text => !GitFailure.Of("fetch acme/app", $"{text.Before}\nfatal: {text.Secret}\n{text.After}", tokenIsFresh: false).Message.Contains(Body, StringComparison.Ordinal));
}
