using System.Security.Cryptography.X509Certificates;

namespace GitHubEmulator;

public sealed record GitHubServerOptions
{
    /// <summary>0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>With its private key; when there is one, everything is served over https.</summary>
    public X509Certificate2? Certificate { get; init; }

    public TokenFormat TokenFormat { get; init; } = TokenFormat.Stateless;

    public TimeSpan TokenLife { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan ClockSkew { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
