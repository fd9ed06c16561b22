namespace Sidecars.Http;

/// <summary>Why the network failed, in the words of a sentence that somebody has to read.</summary>
public sealed class NetworkFailureSpecs
{
    [Fact]
    public void What_the_outer_sentence_says_already_is_not_said_again()
        => Assert.Equal("Connection refused (127.0.0.1:1)", ReasonOf("Connection refused (127.0.0.1:1)", "Connection refused"));

    [Fact]
    public void What_only_the_inner_one_says_is_added()
        => Assert.Equal("Could not be established, see inner exception. Unknown authority.", ReasonOf("Could not be established, see inner exception.", "Unknown authority."));

    private static string ReasonOf(string outer, string inner) => NetworkFailure.ReasonOf(new HttpRequestException(outer, new IOException(inner)));
}
