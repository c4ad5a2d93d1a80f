namespace RecruitRetain.Shared;

/// <summary>On what footing somebody works for the council.</summary>
public enum ContractKind
{
    /// <summary>No end date.</summary>
    Permanent,

    /// <summary>Employed until an agreed date.</summary>
    FixedTerm,

    /// <summary>Employed without guaranteed hours.</summary>
    ZeroHours,

    /// <summary>Not employed by the council: paid through an agency.</summary>
    Agency,
}
