using GitHubEmulator.FaultKinds;
using GitHubEmulator.Http;
using GitHubEmulator.Rest;

namespace GitHubEmulator;

/// <summary>One way for an answer to be wrong, late or missing.</summary>
public abstract class FaultKind
{
    private protected FaultKind()
    {
    }

    /// <summary>An error as GitHub words it: JSON from the API, plain text from git.</summary>
    public static FaultKind Answer(int status, string message) => new Refused(status, message);

    /// <summary>429 without the counters of a primary limit.</summary>
    /// <param name="asDate"><c>Retry-After</c> as an HTTP date instead of seconds.</param>
    public static FaultKind RateLimited(TimeSpan? retryAfter = null, bool asDate = false) =>
        new Refused(StatusCodes.Status429TooManyRequests, Messages.RateLimitExceeded) { RetryAfter = retryAfter, RetryAfterAsDate = asDate };

    /// <summary>The hour's requests are used up: <c>x-ratelimit-remaining: 0</c>, and <c>x-ratelimit-reset</c> says until when.</summary>
    public static FaultKind PrimaryLimit(TimeSpan resetIn, int status = StatusCodes.Status403Forbidden) =>
        new Refused(status, Messages.RateLimitExceeded) { LimitResetsIn = resetIn };

    public static FaultKind SecondaryLimit(int status = StatusCodes.Status403Forbidden, TimeSpan? retryAfter = null) =>
        new Refused(status, Messages.SecondaryRateLimitExceeded) { RetryAfter = retryAfter };

    /// <summary>The page GitHub's front end shows when what is behind it does not answer.</summary>
    public static FaultKind HtmlError(int status = StatusCodes.Status502BadGateway) => new HtmlError(status);

    /// <summary>The request is taken and nothing is ever said, until the client goes away or the server is disposed.</summary>
    public static FaultKind Hang() => new Hang();

    /// <summary>The right answer, its body a byte at a time.</summary>
    public static FaultKind SlowDrip(TimeSpan delayPerByte) => new SlowDrip(delayPerByte);

    /// <summary>The right answer, some time later.</summary>
    public static FaultKind Late(TimeSpan delay) => new Late(delay);

    /// <summary>The right answer, of which only so many bytes of the body arrive before the release. A body that is no longer is not held.</summary>
    public static FaultKind Held(int bytes, Task release) => new Held(bytes, release);

    /// <summary>A complete HTTP answer whose JSON stops halfway.</summary>
    public static FaultKind TruncatedJson() => new TruncatedBody();

    /// <summary>The connection is reset before anything is said.</summary>
    public static FaultKind Reset() => new Reset();

    /// <summary>The connection ends after so many bytes of the body; a body that is no longer loses its last one.</summary>
    public static FaultKind ResetAfter(int bytes) => new ResetWithinBody(bytes);

    /// <summary>The token can do more than was asked for.</summary>
    public static FaultKind WiderPermissions() => new AlteredMint(MintAlteration.WiderPermissions);

    /// <summary>The token can do less than was asked for: nothing but <c>metadata: read</c>.</summary>
    public static FaultKind NarrowerPermissions() => new AlteredMint(MintAlteration.NarrowerPermissions);

    /// <summary>The token reaches all of the installation's repositories, whatever was asked for.</summary>
    public static FaultKind AllRepositories() => new AlteredMint(MintAlteration.AllRepositories);

    /// <summary>400 for requests that name an API version, as from a GitHub Enterprise Server that does not know it; the others pass.</summary>
    public static FaultKind UnsupportedVersion() =>
        new Refused(StatusCodes.Status400BadRequest, Messages.UnsupportedVersion) { OnlyWithVersion = true };

    /// <summary>410 for requests that name an API version; the others pass.</summary>
    public static FaultKind RetiredVersion() =>
        new Refused(StatusCodes.Status410Gone, Messages.RetiredVersion) { OnlyWithVersion = true };

    public static FaultKind RedirectTo(Uri uri, int status = StatusCodes.Status301MovedPermanently) =>
        new Refused(status, Messages.Moved) { Location = uri };

    public static FaultKind IpAllowList(string organization) =>
        new Refused(StatusCodes.Status403Forbidden, Messages.IpAllowList(organization));

    /// <summary>A request that is not concerned passes and does not use the fault up.</summary>
    internal virtual bool Concerns(HttpRequest request) => true;

    /// <param name="next">Answers as if there were no fault.</param>
    internal abstract Task ApplyAsync(HttpContext context, RequestDelegate next);
}
