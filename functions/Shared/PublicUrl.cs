using Microsoft.Extensions.Configuration;

namespace RecruitRetain.Shared;

/// <summary>Where this system is reached from outside: the setting <c>PublicUrl</c>.</summary>
public sealed class PublicUrl(IConfiguration settings)
{
    /// <summary>An address below it.</summary>
    /// <exception cref="InvalidOperationException">The setting is missing.</exception>
    public Uri To(string path) => new(new Uri(settings["PublicUrl"] ?? throw new InvalidOperationException("The setting PublicUrl is missing.")), path);
}
