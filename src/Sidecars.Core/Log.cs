using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Sidecars;

/// <summary>Every log line there is. No secret is ever an argument of one.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Sentence} (exit code {ExitCode})")]
    public static partial void Failed(this ILogger logger, string sentence, int exitCode);

    [LoggerMessage(2, LogLevel.Debug, "{Trace}")]
    public static partial void Trace(this ILogger logger, string trace);

    [LoggerMessage(3, LogLevel.Information, "Stopped, as asked")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(10, LogLevel.Information, "Read the key {Fingerprint} of App {AppId} for {ApiUrl}")]
    public static partial void KeyRead(this ILogger logger, string fingerprint, string appId, Uri apiUrl);

    [LoggerMessage(11, LogLevel.Warning, "The private key comes from the environment, where more can read it than in a file: mount it as a file")]
    public static partial void KeyInEnvironment(this ILogger logger);

    [LoggerMessage(12, LogLevel.Warning, "Corrected this machine's clock by {Seconds} seconds to GitHub's: set it right (NTP)")]
    public static partial void ClockCorrected(this ILogger logger, long seconds);

    [LoggerMessage(13, LogLevel.Warning, "Went on without asking for API version {Version}, which this GitHub does not support: {Reason}")]
    public static partial void ApiVersionRefused(this ILogger logger, string version, string reason);

    [LoggerMessage(14, LogLevel.Warning, "Redirected to {Path} when asking GitHub to {Purpose}: something was renamed")]
    public static partial void Redirected(this ILogger logger, string purpose, string path);

    [LoggerMessage(15, LogLevel.Warning, "Trying again in {Seconds:0.0} seconds: {Reason}")]
    public static partial void WillTryAgain(this ILogger logger, double seconds, string reason);

    [LoggerMessage(16, LogLevel.Warning, "The token is for the whole installation, every repository of it: list the repositories that the workspace needs")]
    public static partial void WholeInstallation(this ILogger logger);

    [LoggerMessage(17, LogLevel.Information, "No token is wanted (none): nothing was minted or published")]
    public static partial void NoneWanted(this ILogger logger);

    [LoggerMessage(18, LogLevel.Warning, "GitHub does not take the key {Fingerprint}, trying {Next}: when the change of keys is done, the new one should be private-key")]
    public static partial void KeyRefused(this ILogger logger, string fingerprint, string next);

    [LoggerMessage(20, LogLevel.Information, "Audit: minted for {Owner}, asked {Asked}, granted {Granted}, request {RequestId}, hashed_token {HashedToken}, expires {ExpiresAt}")]
    public static partial void Minted(this ILogger logger, string owner, string asked, string granted, string requestId, string hashedToken, string expiresAt);

    [LoggerMessage(21, LogLevel.Information, "Audit: revoked for {Owner}, request {RequestId}, hashed_token {HashedToken}")]
    public static partial void Revoked(this ILogger logger, string owner, string requestId, string hashedToken);

    [LoggerMessage(22, LogLevel.Error, "Audit: could not revoke for {Owner}, hashed_token {HashedToken}: {Reason}")]
    public static partial void NotRevoked(this ILogger logger, string owner, string hashedToken, string reason);

    [LoggerMessage(29, LogLevel.Warning, "A token for {Owner} that can do more than is wanted now was revoked, and GitHub still takes it: it may be used until {ExpiresAt}")]
    public static partial void StillWorks(this ILogger logger, string owner, string expiresAt);

    [LoggerMessage(23, LogLevel.Warning, "Got less than was asked for {Owner}; missing: {Missing}")]
    public static partial void GrantedLess(this ILogger logger, string owner, string missing);

    [LoggerMessage(24, LogLevel.Warning, "Waiting {Seconds:0} seconds for the mint limit")]
    public static partial void MintLimited(this ILogger logger, double seconds);

    [LoggerMessage(25, LogLevel.Warning, "The token does not work yet, trying it again in {Seconds:0.0} seconds: {Reason}")]
    public static partial void TokenNotProvenYet(this ILogger logger, double seconds, string reason);

    [LoggerMessage(26, LogLevel.Warning, "Publishing the token for {Owner} without proof: GitHub neither took nor refused it")]
    public static partial void Unproven(this ILogger logger, string owner);

    [LoggerMessage(27, LogLevel.Information, "Took over the token of an earlier run for {Owner}, valid until {ExpiresAt}")]
    public static partial void Adopted(this ILogger logger, string owner, string expiresAt);

    [LoggerMessage(28, LogLevel.Warning, "Left the token of an earlier run: {Reason}")]
    public static partial void NotAdopted(this ILogger logger, string reason);

    [LoggerMessage(30, LogLevel.Information, "Published a token for {Owner}, valid until {ExpiresAt}")]
    public static partial void Published(this ILogger logger, string owner, string expiresAt);

    [LoggerMessage(31, LogLevel.Error, "Could not refresh: {Reason} Trying again in {Seconds:0} seconds; the published token has {Minutes:0} minutes left")]
    public static partial void NotRefreshed(this ILogger logger, string reason, double seconds, double minutes);

    [LoggerMessage(32, LogLevel.Debug, "Still could not refresh: {Reason} Trying again in {Seconds:0} seconds; the published token has {Minutes:0} minutes left")]
    public static partial void StillNotRefreshed(this ILogger logger, string reason, double seconds, double minutes);

    [LoggerMessage(33, LogLevel.Information, "Refreshing now, as asked")]
    public static partial void AskedToRefresh(this ILogger logger);

    [LoggerMessage(34, LogLevel.Warning, "{Path} is on a disk, not in memory: tokens outlive the pod there (use an emptyDir with medium: Memory)")]
    public static partial void NotInMemory(this ILogger logger, string path);

    [LoggerMessage(35, LogLevel.Warning, "Old generations in {Path} could not be removed: {Reason}")]
    public static partial void OldGenerationsKept(this ILogger logger, string path, string reason);

    [LoggerMessage(36, LogLevel.Warning, "The state in {Path} could not be saved ({Reason}): a restart will mint anew")]
    public static partial void StateNotSaved(this ILogger logger, string path, string reason);

    [LoggerMessage(37, LogLevel.Warning, "The state in {Path} cannot be read and was left aside")]
    public static partial void StateUnreadable(this ILogger logger, string path);

    [LoggerMessage(70, LogLevel.Information, "Answering probes and Prometheus at {Address}")]
    public static partial void Listening(this ILogger logger, System.Net.IPEndPoint address);

    [LoggerMessage(71, LogLevel.Warning, "The report for probes cannot be written to {Path} ({Reason})")]
    public static partial void HealthNotWritten(this ILogger logger, string path, string reason);

    [LoggerMessage(50, LogLevel.Information, "Sends {Signal} to processes named {Name} after each publish: only to those of this user, and only when the pod shares its process namespace")]
    public static partial void NotifiesBySignal(this ILogger logger, string signal, string name);

    [LoggerMessage(51, LogLevel.Warning, "Could not notify {Target} of the new files: {Reason}")]
    public static partial void NotNotified(this ILogger logger, string target, string reason);

    [LoggerMessage(52, LogLevel.Error, "No token for {Owner}: {Reason}")]
    public static partial void OwnerRefused(this ILogger logger, string owner, string reason);

    [LoggerMessage(53, LogLevel.Error, "{Path} was not followed: {Reason}. What held before still holds")]
    public static partial void WishRefused(this ILogger logger, string path, string reason);

    [LoggerMessage(54, LogLevel.Information, "Changed the scope as was asked, to {Scope}")]
    public static partial void ScopeChanged(this ILogger logger, string scope);

    [LoggerMessage(46, LogLevel.Warning, "Not all tokens were revoked: {Reason}")]
    public static partial void NotAllRevoked(this ILogger logger, string reason);

    [LoggerMessage(72, LogLevel.Error, "The files were not taken away: {Reason}")]
    public static partial void FilesNotTakenAway(this ILogger logger, string reason);

    [LoggerMessage(55, LogLevel.Error, "Could not change the scope to {Scope}: {Reason} What was published before still is. Trying again in {Seconds:0} seconds")]
    public static partial void ScopeNotChanged(this ILogger logger, string scope, string reason, double seconds);

    [LoggerMessage(56, LogLevel.Information, "The wider access that {Path} asked for has ended, as --access-ttl says; only a change of the file gives it again")]
    public static partial void AccessEnded(this ILogger logger, string path);

    [LoggerMessage(57, LogLevel.Warning, "Changes of {Directory} are not told to us ({Reason}); it is looked at every second")]
    public static partial void WatchedByLooking(this ILogger logger, string directory, string reason);

    [LoggerMessage(58, LogLevel.Information, "No repositories are assigned yet; waiting for {Path}")]
    public static partial void AwaitsRepositories(this ILogger logger, string path);

    [LoggerMessage(59, LogLevel.Warning, "{Reason}: nobody but user {User} can read the published files. For others, set --file-mode 0640 and the pod's fsGroup, and an --output-dir below the mount")]
    public static partial void OnlyWeCanRead(this ILogger logger, string reason, uint user);

    [LoggerMessage(45, LogLevel.Information, "{Path} asked for wider access already when this program started, and --access-ttl is set: only a change of the file gives it")]
    public static partial void AccessNotResumed(this ILogger logger, string path);

    [LoggerMessage(40, LogLevel.Information, "Cloned {Url} into {Directory} at {Commit}")]
    public static partial void Cloned(this ILogger logger, Uri url, string directory, string commit);

    [LoggerMessage(41, LogLevel.Warning, "Left {Directory} alone: it has {Work} and stays at {Commit}")]
    public static partial void WorkLeftAlone(this ILogger logger, string directory, string work, string commit);

    [LoggerMessage(42, LogLevel.Information, "Taking the repositories from {Setting}")]
    public static partial void RepositoriesFrom(this ILogger logger, string setting);

    [LoggerMessage(44, LogLevel.Information, "{Directory} is at {Commit} already")]
    public static partial void ThereAlready(this ILogger logger, string directory, string commit);

    [LoggerMessage(80, LogLevel.Warning, "{Directory} had {Work}, which was discarded as asked for; its commits are kept below {References}")]
    public static partial void WorkSetAside(this ILogger logger, string directory, string work, string references);

    [LoggerMessage(81, LogLevel.Information, "A run that was killed has begun to check out {Commit} in {Directory}; finishing it")]
    public static partial void FinishesCheckout(this ILogger logger, string directory, string commit);

    [LoggerMessage(82, LogLevel.Information, "Another git-clone works in {Directory}; waiting for it, at most {Seconds} s")]
    public static partial void WaitsForOther(this ILogger logger, string directory, double seconds);

    [LoggerMessage(83, LogLevel.Warning, "The volume of {Directory} has no locks ({Reason}): let no other git-clone work there at the same time")]
    public static partial void NoLocks(this ILogger logger, string directory, string reason);

    [LoggerMessage(84, LogLevel.Information, "{Url} does not give out {Commit} by itself; fetching all branches")]
    public static partial void FetchesAll(this ILogger logger, Uri url, string commit);

    [LoggerMessage(47, LogLevel.Warning, "The submodule at {Path} of {Directory} stays empty: .gitmodules does not say where it comes from")]
    public static partial void NoSuchSubmodule(this ILogger logger, string directory, string path);

    [LoggerMessage(43, LogLevel.Information, "No repository is wanted (none): nothing was cloned")]
    public static partial void NothingToClone(this ILogger logger);

    [LoggerMessage(85, LogLevel.Error, "Not cloned: {Reason}")]
    public static partial void NotCloned(this ILogger logger, string reason);

    [LoggerMessage(86, LogLevel.Information, "Published {Commit} of {Url} in {Directory}")]
    public static partial void Synced(this ILogger logger, Uri url, string directory, string commit);

    [LoggerMessage(87, LogLevel.Error, "Could not sync {Url}: {Reason} What is published stays; trying again")]
    public static partial void NotSynced(this ILogger logger, Uri url, string reason);

    [LoggerMessage(88, LogLevel.Debug, "Still could not sync {Url}: {Reason}")]
    public static partial void StillNotSynced(this ILogger logger, Uri url, string reason);

    [LoggerMessage(89, LogLevel.Information, "Looking at {Url} now, as asked")]
    public static partial void AskedToSync(this ILogger logger, Uri url);

    [LoggerMessage(90, LogLevel.Warning, "{Commit} in {Directory} was changed or is not known to be whole; it will be published anew")]
    public static partial void PublishedAnew(this ILogger logger, string directory, string commit);

    [LoggerMessage(91, LogLevel.Warning, "The webhook at {Target} was not told ({Reason}); trying again")]
    public static partial void WebhookFailed(this ILogger logger, string target, string reason);

    [LoggerMessage(48, LogLevel.Warning, "Events cannot be told to {Target} ({Reason}); this is said once")]
    public static partial void EventsNotWritten(this ILogger logger, string target, string reason);

    [LoggerMessage(96, LogLevel.Warning, "What was published had been deleted or changed by somebody; it was published again")]
    public static partial void PublishedAgain(this ILogger logger);

    [LoggerMessage(97, LogLevel.Warning, "What was published has been deleted or changed by somebody, and cannot be published again: {Reason}")]
    public static partial void NotPublishedAgain(this ILogger logger, string reason);

    /// <summary>As GitHub writes times, also where the formatter would take the culture's form.</summary>
    public static string ToIso8601(this DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
