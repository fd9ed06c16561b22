using Microsoft.Extensions.Logging;

namespace Sidecars.Cli;

/// <summary>The two logs of a program: what it does, from the chosen level on, and what it did with tokens, always.</summary>
public sealed class Loggers(ILoggerFactory factory)
{
    internal const string AuditCategory = "audit";

    public ILogger Main { get; } = factory.CreateLogger("sidecars");

    /// <summary>One line for each mint and each revocation, whatever the log level.</summary>
    public ILogger Audit { get; } = factory.CreateLogger(AuditCategory);
}
