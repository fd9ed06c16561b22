using System.Text;

namespace Sidecars.Apps.Secrecy;

/// <summary>Something that nobody may see but where it is documented.</summary>
/// <param name="Name">What it is, for those who read that it was found.</param>
internal sealed record Secret(string Name, string Value)
{
    /// <summary>What tools make of a text on its way into an output, and what it is called.</summary>
    public IEnumerable<(string Form, string Text)> Forms
    {
        get
        {
            var bytes = Encoding.UTF8.GetBytes(Value);
            yield return ("raw", Value);
            yield return ("URL-encoded", Uri.EscapeDataString(Value));
            yield return ("hex", Convert.ToHexStringLower(bytes));
            yield return ("hex", Convert.ToHexString(bytes));

            // Behind a user's name, as in basic auth, or anywhere else in what is encoded: three bytes are four letters, from one of three places on.
            for (var before = 0; before < 3; before++)
            {
                var letters = Convert.ToBase64String([.. new byte[before], .. bytes]).TrimEnd('=');
                yield return ("base64", letters[(before == 0 ? 0 : 4)..^1]);
                yield return ("base64url", letters[(before == 0 ? 0 : 4)..^1].Replace('+', '-').Replace('/', '_'));
            }
        }
    }
}
