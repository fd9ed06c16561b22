using Microsoft.Extensions.Logging;

namespace Sidecars.Kubernetes;

/// <summary>Every log line about Kubernetes. Names of Secrets and of their keys, and never a value.</summary>
internal static partial class Log
{
    [LoggerMessage(301, LogLevel.Information, "Lists and watches Secrets in {Namespace} anew: {Reason}")]
    public static partial void WatchExpired(this ILogger logger, string @namespace, string reason);

    [LoggerMessage(302, LogLevel.Warning, "Cannot watch the Secrets in {Namespace}: {Reason}")]
    public static partial void WatchFailed(this ILogger logger, string @namespace, string reason);

    [LoggerMessage(320, LogLevel.Information, "The Secret {Secret} has the token for {Owner}, valid until {ExpiresAt}")]
    public static partial void SecretWritten(this ILogger logger, string secret, string owner, string expiresAt);

    [LoggerMessage(321, LogLevel.Error, "The Secret {Secret} does not have the newest token, trying again: {Reason}")]
    public static partial void SecretNotWritten(this ILogger logger, string secret, string reason);

    [LoggerMessage(310, LogLevel.Information, "{Action} {Secret}, which follows {Source}: {Changed}; source version {SourceVersion}, version {Before} to {After}")]
    public static partial void Wrote(this ILogger logger, string action, string secret, string source, string changed, string sourceVersion, string before, string after);

    [LoggerMessage(311, LogLevel.Warning, "{Secret}: {Sentence}")]
    public static partial void NotSynced(this ILogger logger, string secret, string sentence);

    [LoggerMessage(312, LogLevel.Warning, "{Secret} cannot be kept in step, trying again in {Seconds:0.0} seconds: {Reason}")]
    public static partial void WillSyncAgain(this ILogger logger, string secret, double seconds, string reason);

    [LoggerMessage(313, LogLevel.Debug, "No event was written: {Reason}")]
    public static partial void NoEvent(this ILogger logger, string reason);

    [LoggerMessage(314, LogLevel.Information, "Secrets are known in {Known} of {Namespaces} namespaces: {Sources} sources, {Derived} that follow them, {Waiting} to look at")]
    public static partial void Synced(this ILogger logger, int known, int namespaces, int sources, int derived, int waiting);
}
