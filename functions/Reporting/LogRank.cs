namespace RecruitRetain.Reporting;

/// <summary>What the log-rank test says of groups.</summary>
/// <param name="ChiSquare">The statistic; 0 where there is nothing to compare.</param>
/// <param name="DegreesOfFreedom">One less than the groups in which leavers were to be expected; 0 where there is nothing to compare.</param>
/// <param name="P">How often so great a difference, or a greater one, comes by chance where there is none.</param>
/// <param name="Observed">Leavers of each group.</param>
/// <param name="Expected">How many there would be if all groups stayed equally long.</param>
public sealed record LogRankResult(double ChiSquare, int DegreesOfFreedom, double P, IReadOnlyList<int> Observed, IReadOnlyList<double> Expected);

/// <summary>Whether groups stay equally long: the log-rank test (Mantel, 1966; Peto and Peto, 1972), as R's <c>survdiff</c> reckons it.</summary>
public static class LogRank
{
    private const double Nothing = 1e-10;

    /// <summary>Tests stays that were told apart into groups.</summary>
    public static LogRankResult Of(IReadOnlyList<IReadOnlyList<Stay>> groups)
    {
        List<(Stay Stay, int Group)> all = [.. groups.SelectMany((group, number) => group.Select(stay => (stay, number)))];
        all.Sort((one, other) => one.Stay.Months.CompareTo(other.Stay.Months));
        return OfSorted([.. all.Select(one => one.Stay)], [.. all.Select(one => one.Group)], groups.Count);
    }

    /// <summary>Tests stays in the order of their length.</summary>
    /// <param name="stays">The stays.</param>
    /// <param name="groupOf">The number of each one's group, from 0.</param>
    /// <param name="groups">How many groups there are.</param>
    internal static LogRankResult OfSorted(Stay[] stays, int[] groupOf, int groups)
    {
        var atRisk = new int[groups];
        var observed = new int[groups];
        var expected = new double[groups];
        var variance = new double[groups, groups];
        foreach (var group in groupOf)
        {
            atRisk[group]++;
        }

        for (int i = 0, next; i < stays.Length; i = next)
        {
            var leavers = 0;
            for (next = i; next < stays.Length && stays[next].Months == stays[i].Months; next++)
            {
                if (stays[next].Left)
                {
                    leavers++;
                    observed[groupOf[next]]++;
                }
            }

            if (leavers > 0)
            {
                Expect(stays.Length - i, leavers);
            }

            for (var k = i; k < next; k++)
            {
                atRisk[groupOf[k]]--;
            }
        }

        var (chiSquare, degrees) = Statistic(observed, expected, variance);
        return new(chiSquare, degrees, degrees == 0 ? 1 : Gamma.UpperTail(degrees / 2.0, chiSquare / 2), observed, expected);

        void Expect(int all, int leavers)
        {
            // The hypergeometric variance; with one person left there is none.
            var spread = all > 1 ? leavers * (double)(all - leavers) / (all - 1) : 0;
            for (var g = 0; g < groups; g++)
            {
                var share = (double)atRisk[g] / all;
                expected[g] += leavers * share;
                if (spread > 0 && share > 0)
                {
                    var ofAll = spread * share;
                    variance[g, g] += ofAll;
                    ofAll /= all;
                    for (var h = 0; h <= g; h++)
                    {
                        variance[g, h] -= ofAll * atRisk[h];
                    }
                }
            }
        }
    }

    // (O - E)' V^-1 (O - E) over all groups but one, by Cholesky; what does not vary says nothing.
    private static (double ChiSquare, int DegreesOfFreedom) Statistic(int[] observed, double[] expected, double[,] variance)
    {
        int[] groups = [.. Enumerable.Range(0, expected.Length).Where(group => expected[group] > 0)];
        var count = Math.Max(0, groups.Length - 1);
        var factor = new double[count, count];
        var solved = new double[count];
        var (chiSquare, degrees) = (0.0, 0);
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var rest = variance[groups[i], groups[j]];
                for (var k = 0; k < j; k++)
                {
                    rest -= factor[i, k] * factor[j, k];
                }

                factor[i, j] = factor[j, j] == 0 ? 0 : rest / factor[j, j];
            }

            var left = variance[groups[i], groups[i]];
            var difference = observed[groups[i]] - expected[groups[i]];
            for (var k = 0; k < i; k++)
            {
                left -= factor[i, k] * factor[i, k];
                difference -= factor[i, k] * solved[k];
            }

            if (left > Nothing * Math.Max(1, variance[groups[i], groups[i]]))
            {
                factor[i, i] = Math.Sqrt(left);
                solved[i] = difference / factor[i, i];
                chiSquare += solved[i] * solved[i];
                degrees++;
            }
        }

        return (chiSquare, degrees);
    }
}

/// <summary>The incomplete gamma function, from which the chi-square distribution comes.</summary>
internal static class Gamma
{
    private const double Precision = 1e-15;

    private const double Tiny = 1e-300;

    // Lanczos, g = 7 and nine terms (Godfrey): about 15 digits.
    private static readonly double[] Lanczos =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
        -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    /// <summary>The regularised upper incomplete gamma function Q(a, x): for a chi-square of d degrees of freedom, P(X &gt; c) = Q(d/2, c/2).</summary>
    public static double UpperTail(double a, double x) => x <= 0 ? 1 : x < a + 1 ? 1 - Series(a, x) : Fraction(a, x);

    private static double Series(double a, double x)
    {
        var term = 1 / a;
        var sum = term;
        for (var n = 1; term > sum * Precision; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return sum * Math.Exp((a * Math.Log(x)) - x - Log(a));
    }

    // Lentz's method for the continued fraction (Abramowitz and Stegun, 6.5.31).
    private static double Fraction(double a, double x)
    {
        var b = x + 1 - a;
        var c = 1 / Tiny;
        var d = 1 / b;
        var value = d;
        for (var n = 1; ; n++)
        {
            var term = -n * (n - a);
            b += 2;
            d = 1 / NotZero((term * d) + b);
            c = NotZero(b + (term / c));
            value *= d * c;
            if (Math.Abs((d * c) - 1) < Precision)
            {
                return value * Math.Exp((a * Math.Log(x)) - x - Log(a));
            }
        }
    }

    private static double NotZero(double value) => Math.Abs(value) < Tiny ? Tiny : value;

    // The logarithm of the gamma function, for 0.5 and above.
    private static double Log(double a)
    {
        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++)
        {
            sum += Lanczos[i] / (a - 1 + i);
        }

        var t = a + 6.5;
        return (0.5 * Math.Log(2 * Math.PI)) + ((a - 0.5) * Math.Log(t)) - t + Math.Log(sum);
    }
}
