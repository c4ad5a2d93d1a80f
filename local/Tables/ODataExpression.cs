using System.Linq.Expressions;
using System.Reflection;
using Azure.Data.Tables;

namespace RecruitRetain.Local;

/// <summary>Writes a lambda as a filter: comparisons of the entity's properties with values, joined by and, or and not.</summary>
internal static class ODataExpression
{
    /// <exception cref="NotSupportedException">The lambda does something the service cannot.</exception>
    public static string Translate<T>(Expression<Func<T, bool>> filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return new Translation(filter.Parameters[0]).Condition(filter.Body);
    }

    private sealed class Translation(ParameterExpression entity)
    {
        public string Condition(Expression expression) => expression switch
        {
            BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } both => $"({Condition(both.Left)}) and ({Condition(both.Right)})",
            BinaryExpression { NodeType: ExpressionType.OrElse or ExpressionType.Or } either => $"({Condition(either.Left)}) or ({Condition(either.Right)})",
            BinaryExpression comparison when Operator(comparison.NodeType) is { } sign => Comparison(comparison.Left, sign, comparison.Right),
            UnaryExpression { NodeType: ExpressionType.Not } not => $"not ({Condition(not.Operand)})",
            MethodCallExpression { Method.Name: nameof(string.Equals), Object: { } left, Arguments: [var right] } => Comparison(left, "eq", right),
            MethodCallExpression { Method.Name: nameof(string.Equals), Object: null, Arguments: [var left, var right] } => Comparison(left, "eq", right),
            _ when Property(expression) is { } property => $"{property.Name} eq true",
            _ => throw Unsupported(expression),
        };

        private string Comparison(Expression left, string sign, Expression right)
        {
            // x.RowKey.CompareTo("a") >= 0 and string.Compare(x.RowKey, "a") >= 0 are how C# orders strings.
            if (Ordering(left) is var (text, other) && IsZero(right))
            {
                return Comparison(text, sign, other);
            }

            if (Property(left) is { } property)
            {
                return $"{property.Name} {sign} {Literal(property.Type, right)}";
            }

            return Property(right) is { } mirrored
                ? $"{mirrored.Name} {Mirror(sign)} {Literal(mirrored.Type, left)}"
                : throw Unsupported(left);
        }

        private static (Expression Left, Expression Right)? Ordering(Expression expression) => expression switch
        {
            MethodCallExpression { Method.Name: nameof(string.CompareTo), Object: { } left, Arguments: [var right] } => (left, right),
            MethodCallExpression { Method.Name: nameof(string.Compare), Object: null, Arguments: [var left, var right] } => (left, right),
            _ => null,
        };

        private (string Name, Type Type)? Property(Expression expression) => expression switch
        {
            UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert => Property(convert.Operand),
            MemberExpression { Member.Name: nameof(Nullable<int>.Value), Expression: { } inner } when Nullable.GetUnderlyingType(inner.Type) is not null => Property(inner),
            MemberExpression { Member: PropertyInfo member, Expression: { } owner } when Strip(owner) == entity => (EntityMapper.NameOf(member), member.PropertyType),

            // A TableEntity is asked by name: e.GetInt32("Count"), e["Count"].
            MethodCallExpression { Object: { } owner, Arguments: [var name] } call when Strip(owner) == entity && typeof(TableEntity).IsAssignableFrom(entity.Type)
                => ((string)Value(name)!, call.Type),
            _ => null,
        };

        private static Expression Strip(Expression expression) =>
            expression is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.TypeAs } convert ? Strip(convert.Operand) : expression;

        private static string Literal(Type property, Expression expression)
        {
            var value = Value(expression);

            // The compiler compares enumerations as numbers; they are kept by name.
            var type = Nullable.GetUnderlyingType(property) ?? property;
            return ODataLiteral.Of(type.IsEnum && value is not null ? Enum.ToObject(type, value) : value);
        }

        private static object? Value(Expression expression) => expression switch
        {
            ConstantExpression constant => constant.Value,
            MemberExpression { Member: FieldInfo field, Expression: var owner } => field.GetValue(owner is null ? null : Value(owner)),
            MemberExpression { Member: PropertyInfo property, Expression: var owner } => property.GetValue(owner is null ? null : Value(owner)),
            _ => Expression.Lambda(expression).Compile(preferInterpretation: true).DynamicInvoke(),
        };

        private static bool IsZero(Expression expression) => expression is ConstantExpression { Value: 0 };

        private static string? Operator(ExpressionType type) => type switch
        {
            ExpressionType.Equal => "eq",
            ExpressionType.NotEqual => "ne",
            ExpressionType.GreaterThan => "gt",
            ExpressionType.GreaterThanOrEqual => "ge",
            ExpressionType.LessThan => "lt",
            ExpressionType.LessThanOrEqual => "le",
            _ => null,
        };

        private static string Mirror(string sign) => sign switch
        {
            "gt" => "lt",
            "ge" => "le",
            "lt" => "gt",
            "le" => "ge",
            _ => sign,
        };

        private static NotSupportedException Unsupported(Expression expression) => new(
            $"Table Storage cannot filter by '{expression}'. It compares properties with values, and joins comparisons by and, or and not.");
    }
}
