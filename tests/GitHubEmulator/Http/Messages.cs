namespace GitHubEmulator.Http;

/// <summary>GitHub's own words, where a client is known to read them; the others are marked.</summary>
internal static class Messages
{
    public const string NotFound = "Not Found";
    public const string Moved = "Moved Permanently";
    public const string BadCredentials = "Bad credentials";
    public const string RequiresAuthentication = "Requires authentication";
    public const string ResourceNotAccessible = "Resource not accessible by integration";
    public const string ProblemsParsingJson = "Problems parsing JSON";
    public const string DuplicateAuthorization = "Duplicate header: \"Authorization\"";

    public const string JwtUndecodable = "A JSON web token could not be decoded";
    public const string NoPublicKey = "Integration must generate a public key";
    public const string IntegrationNotFound = "Integration not found";
    public const string ExpiryNotInFuture = "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
    public const string ExpiryTooFar = "'Expiration time' claim ('exp') is too far in the future";
    public const string IssuedAtNotInPast = "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";

    public const string Suspended = "This installation has been suspended";
    public const string RepositoryNotAccessible = "There is at least one repository that does not exist or is not accessible to the parent installation.";
    public const string PermissionsNotGranted = "The permissions requested are not granted to this installation.";

    /// <summary>Not known to be GitHub's words; the limit is.</summary>
    public const string TooManyRepositories = "No more than 500 repositories may be requested.";

    public const string RateLimitExceeded = "API rate limit exceeded for this installation. If you reach out to GitHub Support for help, please include the request ID.";
    public const string SecondaryRateLimitExceeded = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";

    /// <summary>Not known to be GitHub's words; the status is.</summary>
    public const string UnsupportedVersion = "The API version in the X-GitHub-Api-Version header is not supported.";

    /// <summary>Not known to be GitHub's words; the status is.</summary>
    public const string RetiredVersion = "The API version in the X-GitHub-Api-Version header is no longer supported.";

    public const string NoUserAgent =
        """
        Request forbidden by administrative rules. Please make sure your request has a User-Agent header (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). Check https://developer.github.com for other possible causes.
        """;

    public const string GitDeadToken = "Invalid username or token. Password authentication is not supported for Git operations.";
    public const string GitRepositoryNotFound = "Repository not found.";
    public const string GitWriteNotGranted = "Write access to repository not granted.";
    public const string GitNoAnonymousWrite = "No anonymous write access.";
    public const string GitDumbHttp = "Please upgrade your git client.\nGitHub.com no longer supports git over dumb-http: https://github.com/blog/809-git-dumb-http-transport-to-be-turned-off-in-90-days";

    /// <summary>From the documentation of Git LFS, as is the status.</summary>
    public const string LfsObjectNotFound = "Object does not exist";

    /// <summary>Not known to be GitHub's words; nor are those of the two that follow.</summary>
    public const string LfsLinkExpired = "Request has expired";
    public const string LfsWrongContent = "The content is not the object's.";
    public const string LfsBatchNotUnderstood = "The batch was not understood.";

    public static string IpAllowList(string organization) =>
        $"Although you appear to have the correct authorization credentials, the `{organization}` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.";

    /// <summary>What the API says about a token that not all of its machines know yet.</summary>
    public static string OfFreshToken(int status) => status switch
    {
        StatusCodes.Status403Forbidden => ResourceNotAccessible,
        StatusCodes.Status404NotFound => NotFound,
        _ => BadCredentials,
    };

    /// <summary>The same from git.</summary>
    public static string OfFreshTokenInGit(int status) => status switch
    {
        StatusCodes.Status401Unauthorized => GitDeadToken,
        StatusCodes.Status403Forbidden => GitWriteNotGranted,
        _ => GitRepositoryNotFound,
    };
}
